namespace AutoProg.Contracts.Runs;

/// <summary>Addresses that server and clients share.</summary>
public static partial class Routes
{
    public const string Login = "/login";

    /// <summary>Takes the token of the printed one-time link.</summary>
    public const string LoginLink = "/login/link";

    public const string Logout = "/logout";
    public const string Setup = "/setup";
    public const string Health = "/healthz";
    public const string Session = "/api/session";
    public const string Tokens = "/api/tokens";
    public const string Runs = "/api/runs";
    public const string Presets = "/api/presets";
    public const string Datasets = "/api/datasets";
    public const string Devices = "/api/devices";
    public const string RunHub = "/hubs/runs";

    public static string Run(string id) => $"{Runs}/{Uri.EscapeDataString(id)}";

    public static string Stop(string id) => $"{Run(id)}/stop";

    public static string Resume(string id) => $"{Run(id)}/resume";

    public static string Rows(string id, long after) => $"{Run(id)}/rows?after={after}";

    /// <summary>All events and, of long curves, a choice of points: the first page of whoever opens a run.</summary>
    public static string Opening(string id) => $"{Run(id)}/opening";

    /// <summary>Curves thinned to what a screen shows: <c>?series=train/loss&amp;x=step|epoch|active|wall|flops&amp;from=&amp;to=&amp;pixels=1200</c>.</summary>
    public static string Curves(string id) => $"{Run(id)}/curves";

    /// <summary>Every point of some series as CSV: <c>?series=train/loss</c>; without a series, of all.</summary>
    public static string Points(string id) => $"{Run(id)}/points.csv";

    /// <summary>Curves as a picture: <c>?series=train/loss&amp;series=test/loss&amp;x=step|epoch|active|wall|flops&amp;from=&amp;to=&amp;log=true&amp;format=png|svg</c>.</summary>
    public static string Figure(string id) => $"{Run(id)}/figure";

    /// <summary>The schedule card of a run.</summary>
    public static string Card(string id) => $"{Run(id)}/card";

    /// <summary>A picture of generated images, by the name that its <see cref="Events.SamplesDrawn"/> gives.</summary>
    public static string Sample(string id, string file) => $"{Run(id)}/samples/{Uri.EscapeDataString(file)}";

    public static string Log(string id, long from) => $"{Run(id)}/log?from={from}";
}
