using System.Runtime.InteropServices;

namespace AutoProg.Training.Native;

/// <summary>The libtorch of an existing PyTorch, for builds that bring none (<c>-p:Torch=byo</c>).</summary>
public static partial class OwnLibTorch
{
    /// <summary>Environment variable that names PyTorch's <c>torch/lib</c>.</summary>
    public const string Variable = "AUTOPROG_LIBTORCH";

    private const string AppliedVariable = "AUTOPROG_LIBTORCH_APPLIED";

    private const string HowToFindIt =
        "python3 -c \"import os, torch; print(os.path.join(os.path.dirname(torch.__file__), 'lib'))\"";

    private static string MainLibrary => OperatingSystem.IsWindows() ? "torch_cpu.dll" : "libtorch_cpu.so";

    /// <summary>
    /// Linux reads the library path only when a process starts: where the variable names a libtorch that the path lacks, the process
    /// is replaced by itself with the path set. Process id, arguments, streams and start time stay. Returns where there is nothing to do.
    /// </summary>
    /// <param name="assemblyFolder">Where TorchSharp lies.</param>
    public static void RestartWithLibraryPath(string assemblyFolder)
    {
        if (!OperatingSystem.IsLinux() || IsBundled(assemblyFolder) || Named() is not { } folder || Problem(folder) is not null
            || Environment.GetEnvironmentVariable(AppliedVariable) == folder)
        {
            return;
        }

        var environment = Environment.GetEnvironmentVariables();
        environment["LD_LIBRARY_PATH"] = string.Join(':', [.. SearchFolders(folder), .. Existing("LD_LIBRARY_PATH", ':')]);
        environment[AppliedVariable] = folder;
        Execute(
            Environment.ProcessPath!,
            [.. File.ReadAllText("/proc/self/cmdline").Split('\0')[..^1], null],
            [.. environment.Keys.Cast<string>().Select(key => $"{key}={environment[key]}"), null]);
        throw new DllNotFoundException($"{Environment.ProcessPath} cannot be started again with {Variable} applied: {Marshal.GetLastPInvokeErrorMessage()}. Start it with LD_LIBRARY_PATH={environment["LD_LIBRARY_PATH"]}.");
    }

    /// <summary>Checks that this build has one libtorch, and on Windows puts a named one on the search path.</summary>
    /// <exception cref="DllNotFoundException">There is none, or the variable names a folder without it.</exception>
    public static void Require(string assemblyFolder, Action<string> log)
    {
        if (IgnoredNotice(assemblyFolder) is { } notice)
        {
            log(notice);
        }

        if (IsBundled(assemblyFolder))
        {
            return;
        }

        var folder = Named();
        if (folder is null)
        {
            if (!NativeLibrary.TryLoad(MainLibrary, out _))
            {
                throw new DllNotFoundException($"This build brings no libtorch (Torch=byo). Set {Variable} to the folder that this prints: {HowToFindIt} - or build with -p:Torch=cpu.");
            }
        }
        else if (Problem(folder) is { } problem)
        {
            throw new DllNotFoundException(problem);
        }
        else if (OperatingSystem.IsWindows())
        {
            Environment.SetEnvironmentVariable("PATH", string.Join(';', [.. SearchFolders(folder), .. Existing("PATH", ';')]));
        }
    }

    /// <summary>Says that the variable has no effect in this build, or null.</summary>
    public static string? IgnoredNotice(string assemblyFolder) => IsBundled(assemblyFolder) && Named() is { } folder
        ? $"{Variable} is ignored: this build brings its own libtorch. Build with -p:Torch=byo to use {folder}."
        : null;

    /// <summary>The folder itself, and those of the CUDA libraries that pip installs as packages of their own.</summary>
    public static IReadOnlyList<string> SearchFolders(string folder)
    {
        var nvidia = Path.GetFullPath(Path.Combine(folder, "..", "..", "nvidia"));
        return Directory.Exists(nvidia)
            ? [folder, .. Directory.GetDirectories(nvidia).Select(package => Path.Combine(package, "lib")).Where(Directory.Exists).Order(StringComparer.Ordinal)]
            : [folder];
    }

    private static bool IsBundled(string assemblyFolder) => File.Exists(Path.Combine(assemblyFolder, MainLibrary));

    private static string? Named() =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder ? Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) : null;

    private static string? Problem(string folder) => File.Exists(Path.Combine(folder, MainLibrary))
        ? null
        : $"{Variable} names {folder}, which {(Directory.Exists(folder) ? $"has no {MainLibrary}" : "does not exist")}. Set it to the folder that this prints: {HowToFindIt}";

    private static string[] Existing(string variable, char separator) =>
        (Environment.GetEnvironmentVariable(variable) ?? "").Split(separator, StringSplitOptions.RemoveEmptyEntries);

    [LibraryImport("libc", EntryPoint = "execve", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Execute(string path, string?[] arguments, string?[] environment);
}
