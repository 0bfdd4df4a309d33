using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using AutoProg.Contracts.Runs;
using Microsoft.Extensions.Options;

namespace AutoProg.Server.Supervision;

/// <summary>Where the worker program is and how it is started.</summary>
public sealed class WorkerProgram(IOptions<ServerOptions> options, IHostEnvironment host, DataRoot root)
{
    /// <summary>The program's file, or null where there is none.</summary>
    public string? File => Candidates().FirstOrDefault(System.IO.File.Exists);

    /// <summary>What to do where there is none.</summary>
    public string MissingMessage =>
        $"The worker program was not found at {string.Join(" or ", Candidates())}. Build AutoProg.Training, or set AutoProg:WorkerPath to autoprog or autoprog.dll.";

    /// <summary>Starts the worker of a run, detached: it neither holds the server's pipes nor needs them.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">The program cannot be executed.</exception>
    /// <exception cref="FileNotFoundException">There is no worker program.</exception>
    public Process StartRun(RunFolder folder)
    {
        var command = Command("run", folder.Root);
        return OperatingSystem.IsWindows()
            ? Start(command, new ProcessStartInfo { CreateNoWindow = true })
            : Start(["/bin/sh", "-c", "exec \"$@\" >>\"$0\" 2>&1 </dev/null", folder.Log, .. command], new ProcessStartInfo());
    }

    /// <summary>Starts a command whose standard output the caller reads.</summary>
    public Process StartReport(params string[] arguments) =>
        Start(Command(arguments), new ProcessStartInfo { RedirectStandardOutput = true, RedirectStandardError = true, CreateNoWindow = true });

    private Process Start(IReadOnlyList<string> command, ProcessStartInfo start)
    {
        start.FileName = command[0];
        foreach (var argument in command.Skip(1))
        {
            start.ArgumentList.Add(argument);
        }

        start.WorkingDirectory = root.Path;
        start.Environment["AUTOPROG_DATA_ROOT"] = root.Path;
        return Process.Start(start)!;
    }

    private string[] Command(params string[] arguments)
    {
        var file = File ?? throw new FileNotFoundException(MissingMessage);
        return Path.GetExtension(file).Equals(".dll", StringComparison.OrdinalIgnoreCase) ? [DotnetHost(), file, .. arguments] : [file, .. arguments];
    }

    private IEnumerable<string> Candidates()
    {
        if (options.Value.WorkerPath is { Length: > 0 } configured)
        {
            return [Path.GetFullPath(configured, host.ContentRootPath)];
        }

        var published = Path.Combine(AppContext.BaseDirectory, "worker", OperatingSystem.IsWindows() ? "autoprog.exe" : "autoprog");
        var built = typeof(WorkerProgram).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "WorkerPath").Value!;
        return [published, Path.GetFullPath(built)];
    }

    // The one that runs this process, also where no `dotnet` is on the path.
    private static string DotnetHost()
    {
        var beside = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
        return System.IO.File.Exists(beside) ? beside : "dotnet";
    }
}
