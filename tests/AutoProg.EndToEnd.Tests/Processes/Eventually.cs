using System.Diagnostics;

namespace AutoProg.EndToEnd.Tests.Processes;

/// <summary>Waits for what other processes will do.</summary>
internal static class Eventually
{
    /// <summary>Waiting ends with the answer: only a failure takes so long, on a busy machine too.</summary>
    public const double Patience = 180;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Asks until the answer is wanted, and returns it.</summary>
    public static async Task<T> SeeAsync<T>(string what, Func<Task<T>> ask, Predicate<T> wanted, double seconds = Patience)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var answer = await ask();
            if (wanted(answer))
            {
                return answer;
            }

            Assert.True(clock.Elapsed.TotalSeconds < seconds, $"Not within {seconds} s: {what}. Last seen: {answer}");
            await Task.Delay(Pause, TestContext.Current.CancellationToken);
        }
    }
}
