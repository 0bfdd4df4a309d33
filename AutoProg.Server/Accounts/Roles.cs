namespace AutoProg.Server.Accounts;

public static class Roles
{
    public const string Admin = "Admin";
    public const string Researcher = "Researcher";
    public const string Viewer = "Viewer";

    public static IReadOnlyList<string> All { get; } = [Admin, Researcher, Viewer];
}

public static class Policies
{
    /// <summary>May launch, stop, resume and delete runs.</summary>
    public const string ChangeRuns = "change-runs";
}
