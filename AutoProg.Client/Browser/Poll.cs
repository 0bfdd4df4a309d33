namespace AutoProg.Client.Browser;

/// <summary>Repeats an action while the page can be seen; a hidden tab rests and catches up when shown.</summary>
public static class Poll
{
    public static async Task WhileVisibleAsync(TimeSpan every, BrowserPage page, TimeProvider time, Func<Task> action, CancellationToken token)
    {
        using var timer = new PeriodicTimer(every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(token))
            {
                if (await page.IsVisibleAsync())
                {
                    await action();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The component is gone.
        }
    }
}
