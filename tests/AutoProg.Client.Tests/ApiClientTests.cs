namespace AutoProg.Client.Tests;

public class ApiClientTests
{
    private sealed class SilentServer : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new InvalidOperationException("Nobody waits this long.");
        }
    }

    private static RunsClient Runs(TimeSpan timeout) =>
        new(new ApiClient(new HttpClient(new SilentServer()) { BaseAddress = new Uri("http://localhost/"), Timeout = timeout }));

    [Fact]
    public async Task A_server_that_keeps_silent_counts_as_not_answering()
    {
        var failure = await Assert.ThrowsAsync<ApiException>(() => Runs(TimeSpan.FromMilliseconds(50)).ListAsync(Xunit.TestContext.Current.CancellationToken));
        Assert.Contains("The server does not answer", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_question_that_the_page_gave_up_stays_a_cancellation()
    {
        using var gone = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Runs(TimeSpan.FromMinutes(1)).ListAsync(gone.Token));
    }
}
