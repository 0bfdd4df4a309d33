using System.Security.Cryptography;
using System.Text.Json;
using AutoProg.Contracts;
using AutoProg.Contracts.Events;
using AutoProg.Contracts.Runs;
using AutoProg.Contracts.Specification;
using AutoProg.Runs;
using AutoProg.Server.Hosting;

namespace AutoProg.Server.Tests.Artifacts;

/// <summary>A finished run with checkpoints, written as a worker writes it, before the server starts.</summary>
internal static class Checkpointed
{
    public const string Id = "20260101-000000-cafe";
    public const int GrowthStep = 10;

    /// <summary>Two stages of 10 steps; checkpoints at 5, 10 (growth), 15 and 20 (end). Step 15 has the best score.</summary>
    public static RunSpec Spec { get; } = new()
    {
        Name = "points=1 every=1",
        Model = new() { Width = 16, Depth = 4, Heads = 2 },
        Data = new() { TrainImages = 80, TestImages = 40 },
        Schedule = new() { Kind = ScheduleKind.Manual, Stages = [new(0, 16, 2), new(0.5, 28, 4)] },
        Optimization = new() { Epochs = 4, BatchSize = 16, MaxSteps = 20 },
        Resources = new() { Device = "cpu" },
    };

    public static string NewDataRoot()
    {
        var root = ServerUnderTest.NewDataRoot();
        Write(root);
        return root;
    }

    public static string Name(int step) => $"step-{step:D8}";

    public static RunFolder Write(string dataRoot, string id = Id)
    {
        var folder = new RunFolder(Directory.CreateDirectory(Path.Combine(dataRoot, "runs", id)).FullName);
        JsonFile.Write(folder.Record, new RunRecord(1, id, DateTimeOffset.UnixEpoch, "ada", Spec), ContractsJson.Default.RunRecord);
        using var held = RunLock.TryTake(folder)!;
        using var writer = RunWriter.Open(held);
        var plan = RunPlan.For(Spec, 80, 10);
        writer.Add(new AttemptStarted(1, 0, new RunEnvironment("0", "", "", "", "cpu", "", 1, "", ""), plan, 80, 40, [.. Enumerable.Range(0, 10).Select(label => $"{label}")]));
        Stage(writer, plan, 0, 0);
        Save(folder, writer, 5, 0.5, pinned: false);
        Save(folder, writer, GrowthStep, 0.6, pinned: true);
        writer.Add(new NetworkGrown(GrowthStep, plan.Stages[0].Stage, plan.Stages[1].Stage, GrowthOperatorKind.Mogrow, 1, 1));
        Stage(writer, plan, 1, GrowthStep);
        Save(folder, writer, 15, 0.9, pinned: false);
        Save(folder, writer, 20, 0.8, pinned: true);
        writer.Add(new RunCompleted(new RunResult(null, ScheduleKind.Manual, 0, "cpu", 0.8, 1, null, 1, 1, 0, [], 1)));
        return folder;
    }

    public static void Damage(string dataRoot, int step)
    {
        var path = Path.Combine(dataRoot, "runs", Id, "checkpoints", Name(step), CheckpointFiles.Model);
        var bytes = File.ReadAllBytes(path);
        bytes[0] ^= 1;
        File.WriteAllBytes(path, bytes);
    }

    /// <summary>Ends a server and deletes its database, so that the next one has only the folders.</summary>
    public static async Task StopAndForgetIndexAsync(ServerUnderTest server)
    {
        await server.DisposeAsync();

        // The program lets go of its data root a moment after its host is gone.
        for (var attempt = 0; attempt < 200; attempt++)
        {
            using var free = ServerLock.TryTake(new DataRoot(server.DataRoot));
            if (free is not null)
            {
                break;
            }

            await Task.Delay(50);
        }

        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Array.ForEach(Directory.GetFiles(server.DataRoot, "autoprog.db*"), File.Delete);
    }

    private static void Stage(RunWriter writer, RunPlan plan, int index, int step) => writer.Add(new StageStarted(index, step, plan.Stages[index].Stage, 1));

    private static void Save(RunFolder folder, RunWriter writer, int step, double top1, bool pinned)
    {
        writer.Add(new Point(SeriesNames.TestTop1, step, step / 5.0, step, step, top1));
        var checkpoint = Directory.CreateDirectory(Path.Combine(folder.Checkpoints, Name(step))).FullName;
        foreach (var part in CheckpointFiles.Parts)
        {
            File.WriteAllText(Path.Combine(checkpoint, part), $"{part} of step {step}");
        }

        var manifest = JsonSerializer.SerializeToUtf8Bytes(
            new CheckpointManifest(CheckpointFiles.Format, step, pinned, [.. CheckpointFiles.Parts.Select(part => CheckpointFiles.Entry(checkpoint, part)!)]), ContractsJson.Default.CheckpointManifest);
        File.WriteAllBytes(Path.Combine(checkpoint, CheckpointFiles.ManifestName), manifest);
        writer.Add(new CheckpointSaved(step, Name(step), Convert.ToHexStringLower(SHA256.HashData(manifest)), 1));
    }
}
