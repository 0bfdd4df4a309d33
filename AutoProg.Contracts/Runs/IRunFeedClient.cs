namespace AutoProg.Contracts.Runs;

/// <summary>What the hub says to a browser. Its one method to call is <c>Subscribe(runId, after)</c>.</summary>
public interface IRunFeedClient
{
    /// <summary>The next rows after this connection's cursor.</summary>
    /// <param name="page">UTF-8 JSON of a FeedPage by ContractsJson.</param>
    Task Page(byte[] page);

    /// <summary>The group's doorbell: the run has rows up to this number, or its state changed.</summary>
    Task Advanced(string runId, long newestSequence);
}
