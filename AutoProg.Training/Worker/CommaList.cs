namespace AutoProg.Training.Worker;

/// <summary>Values of an option that takes several.</summary>
internal static class CommaList
{
    public static string[] Split(string list) => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
