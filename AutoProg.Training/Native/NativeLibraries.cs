using System.Runtime.InteropServices;
using System.Runtime.Loader;
using TorchSharp;

namespace AutoProg.Training.Native;

/// <summary>What <see cref="NativeLibraries.Prepare"/> found.</summary>
/// <param name="LibStdCxx">The C++ runtime and whether a need was relaxed for it; empty where none is looked for.</param>
/// <param name="RelaxedCopy">The copy of libLibTorchSharp.so in use, or null for the original.</param>
public sealed record NativePreparation(string LibStdCxx, string? RelaxedCopy);

/// <summary>Makes TorchSharp's native libraries loadable; to be called before anything of TorchSharp is used.</summary>
public static class NativeLibraries
{
    private const string Library = "LibTorchSharp";

    /// <summary>Where TorchSharp lies, and with it the native libraries of this build.</summary>
    public static string Folder { get; } = Path.GetDirectoryName(typeof(torch).Assembly.Location)!;

    private static readonly Lock Gate = new();
    private static NativePreparation? done;

    /// <summary>Prepares once per process. Only where the C++ runtime is too old is anything changed, and then logged in one line.</summary>
    /// <param name="log">Takes the line.</param>
    /// <exception cref="DllNotFoundException">A library is missing or too old; the message says what to install.</exception>
    /// <exception cref="InvalidDataException">libLibTorchSharp.so is not the expected file.</exception>
    public static NativePreparation Prepare(Action<string> log)
    {
        lock (Gate)
        {
            if (done is null)
            {
                OwnLibTorch.Require(Folder, log);
                done = OperatingSystem.IsLinux() ? PrepareLinux(log) : new("", null);
            }

            return done;
        }
    }

    private static NativePreparation PrepareLinux(Action<string> log)
    {
        var original = Path.Combine(Folder, $"lib{Library}.so");
        if (!File.Exists(original))
        {
            throw new DllNotFoundException($"{original} is missing. Build or publish AutoProg.Training for this platform (-r {RuntimeInformation.RuntimeIdentifier}).");
        }

        var runtime = LibStdCxx.Find();
        var bytes = File.ReadAllBytes(original);
        var missing = MissingVersions(new ElfFile(bytes, original), runtime);
        if (missing.Count == 0)
        {
            return new($"{runtime.Newest} ({runtime.Path})", null);
        }

        if (missing is not [VersionRelaxer.Version])
        {
            throw new DllNotFoundException($"{runtime.Path} provides up to {runtime.Newest}, but {original} needs {string.Join(", ", missing)}. Install a newer libstdc++.");
        }

        var copy = PrivateCopy.Of(VersionRelaxer.Relax(bytes, original), Path.GetFileName(original));
        UseInPlaceOfOriginal(copy);
        log($"{runtime.Path} provides up to {runtime.Newest}: using {copy}, a copy of TorchSharp's library in which {VersionRelaxer.Version} is optional.");
        return new($"{runtime.Newest} ({runtime.Path}); {VersionRelaxer.Version} made optional", copy);
    }

    private static List<string> MissingVersions(ElfFile library, LibStdCxx runtime) =>
        [.. library.Needs().Where(need => need.Library == LibStdCxx.Name).Select(need => need.Version).Except(runtime.Versions)];

    private static void UseInPlaceOfOriginal(string copy)
    {
        var handle = new Lazy<nint>(() =>
        {
            // Loaded first from beside the assembly: the copy finds its libtorch by name among what is loaded.
            var libtorch = Path.Combine(Folder, "libtorch.so");
            if (File.Exists(libtorch))
            {
                NativeLibrary.Load(libtorch);
            }

            return NativeLibrary.Load(copy);
        });

        // TorchSharp's loader asks by name and raises the event once the original was refused; its P/Invokes ask the resolver.
        AssemblyLoadContext.Default.ResolvingUnmanagedDll += (_, name) => name == Library ? handle.Value : 0;
        NativeLibrary.SetDllImportResolver(typeof(torch).Assembly, (name, _, _) => name == Library ? handle.Value : 0);
    }
}
