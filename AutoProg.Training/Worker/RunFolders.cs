using System.Security.Cryptography;
using AutoProg.Contracts;
using AutoProg.Contracts.Events;
using AutoProg.Contracts.Runs;
using AutoProg.Contracts.Specification;
using AutoProg.Runs;

namespace AutoProg.Training.Worker;

/// <summary>Makes and reads run folders for the command line.</summary>
public static class RunFolders
{
    /// <summary>Freezes a specification in a new folder, or takes up a folder that holds the same one.</summary>
    /// <exception cref="FormatException">The folder holds another run.</exception>
    public static RunFolder Prepare(string root, RunSpec spec, TimeProvider time)
    {
        var folder = new RunFolder(Path.GetFullPath(root));
        Directory.CreateDirectory(folder.Root);
        if (JsonFile.Read(folder.Record, ContractsJson.Default.RunRecord) is { } existing)
        {
            if (existing.Spec.ToJson() != spec.ToJson())
            {
                throw new FormatException($"--out: '{folder.Root}' holds another run; name an empty folder.");
            }
        }
        else
        {
            JsonFile.Write(folder.Record, new RunRecord(1, folder.Id, time.GetUtcNow(), Environment.UserName, spec), ContractsJson.Default.RunRecord);
        }

        if (!RunLock.IsHeld(folder))
        {
            File.Delete(folder.StopRequest);
            File.Delete(folder.Exit);
        }

        return folder;
    }

    /// <summary>A fresh folder name: sorts by time, and two in one second differ.</summary>
    public static string NewId(TimeProvider time) =>
        $"{time.GetUtcNow():yyyyMMdd-HHmmss}-{RandomNumberGenerator.GetHexString(4, lowercase: true)}";

    /// <summary>The result of a finished run, or null.</summary>
    public static RunResult? ResultOf(RunFolder folder)
    {
        using var reader = RunReader.Open(folder);
        return reader?.Events<RunCompleted>().LastOrDefault()?.Result;
    }

    private static string ToJson(this RunSpec spec) => System.Text.Json.JsonSerializer.Serialize(spec, ContractsJson.Default.RunSpec);
}
