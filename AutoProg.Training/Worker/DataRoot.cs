namespace AutoProg.Training.Worker;

/// <summary>The folder of runs and data sets that command line and server share.</summary>
public static class DataRoot
{
    /// <summary>The configured folder, else <c>data/</c>; relative ones lie beside the solution, as for the server, or else here.</summary>
    public static string Find() => Path.GetFullPath(
        Environment.GetEnvironmentVariable("AUTOPROG_DATA_ROOT") ?? Environment.GetEnvironmentVariable("AutoProg__DataRoot") ?? "data",
        SolutionFolder() ?? Directory.GetCurrentDirectory());

    /// <summary>Where a data root keeps what autoencoders made of images.</summary>
    public static string LatentsIn(string root) => Path.Combine(root, "cache", "latents");

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
