namespace AutoProg.Server;

/// <summary>The section <c>AutoProg</c> of the configuration.</summary>
public sealed class ServerOptions
{
    public const string Section = "AutoProg";

    /// <summary>Everything the server writes lies under it. Relative to the content root.</summary>
    public string DataRoot { get; set; } = "data";

    /// <summary>Where to listen when neither <c>--urls</c> nor <c>ASPNETCORE_URLS</c> says so.</summary>
    public string Address { get; set; } = "http://127.0.0.1:5180";

    /// <summary>The worker program (an executable or a .dll), or null for the one this server was built with.</summary>
    public string? WorkerPath { get; set; }

    /// <summary>Absolute folders below which people may register data sets and import weights.</summary>
    public IReadOnlyList<string> DatasetRoots { get; set; } = [];

    /// <summary>Launches the demo run at start-up, unless one is active.</summary>
    public bool Demo { get; set; }

    /// <summary>A worker without progress for so long is ended; five times as long in a declared long phase.</summary>
    public double HangSeconds { get; set; } = 60;

    /// <summary>A worker without heartbeat for so long is ended.</summary>
    public double HeartbeatSeconds { get; set; } = 60;

    /// <summary>A worker that has not said hello after so long cannot start.</summary>
    public double HelloSeconds { get; set; } = 60;

    /// <summary>From the stop request, or from SIGTERM, to SIGKILL.</summary>
    public double StopSeconds { get; set; } = 30;

    /// <summary>How often a run whose worker was lost is restarted without a person.</summary>
    public int MaxRestarts { get; set; }
}
