namespace AutoProg.Training.Worker;

/// <summary>The folder of runs and data sets that command line and server share.</summary>
public static class DataRoot
{
    /// <summary>The configured folder, else <c>data/</c> beside the solution, else <c>data/</c> here.</summary>
    public static string Find() =>
        Environment.GetEnvironmentVariable("AUTOPROG_DATA_ROOT")
        ?? Environment.GetEnvironmentVariable("AutoProg__DataRoot")
        ?? Path.Combine(SolutionFolder() ?? Directory.GetCurrentDirectory(), "data");

    private static string? SolutionFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "AutoProg.sln")))
            {
                return folder.FullName;
            }
        }

        return null;
    }
}
