using System.Diagnostics;
using AutoProg.Contracts.Events;
using AutoProg.Contracts.Runs;
using AutoProg.Contracts.Specification;
using AutoProg.Training.Worker;

namespace AutoProg.Training.Benchmarks;

/// <summary>
/// Trains every row and seed side by side, each in a worker of its own, seeds in the outer loop so that drift of the
/// machine touches all rows alike. Finished runs stay in the output folder and are not trained again.
/// </summary>
internal sealed class SpeedupBench(RunSpec preset, IReadOnlyList<string> rows, int seeds, string root, Action<string> report)
{
    public SpeedupTable Run()
    {
        var samples = new List<SpeedupSample>();
        foreach (var batch in new[] { rows.Where(row => row != SpeedupSchedules.NoneEqualWall), rows.Where(row => row == SpeedupSchedules.NoneEqualWall) })
        {
            var together = batch.ToArray();
            for (var seed = 0; seed < seeds; seed++)
            {
                samples.AddRange(together.Select(row => Train(row, seed, samples)).ToArray());
            }
        }

        return SpeedupTable.Of(preset.Preset ?? preset.Name, [.. rows.SelectMany(row => samples.Where(sample => sample.Schedule == row))]);
    }

    private SpeedupSample Train(string row, int seed, IReadOnlyList<SpeedupSample> finished)
    {
        var spec = SpeedupSchedules.Specify(row, preset, seed, finished, FullSteps());
        var folder = RunFolders.Prepare(Path.Combine(root, $"{row}-seed-{seed}"), spec, TimeProvider.System);
        if (RunFolders.ResultOf(folder) is null)
        {
            StartWorker(folder);
        }

        var result = RunFolders.ResultOf(folder)
            ?? throw new FormatException($"Row {row}, seed {seed} did not finish; see {folder.Log}.");
        report($"{row,-16} seed {seed}  top-1 {result.Top1:P2}  {result.WallSeconds,7:F1} s");
        return SpeedupSample.Of(row, result);
    }

    // The steps of the row `none`: known from its own plan once it has run.
    private int FullSteps()
    {
        var folder = new RunFolder(Path.Combine(root, $"{SpeedupSchedules.None}-seed-0"));
        return RunFolders.ResultOf(folder)?.Stages.Sum(stage => stage.Steps) ?? 0;
    }

    private static void StartWorker(RunFolder folder)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Add(typeof(SpeedupBench).Assembly.Location);
        }

        start.ArgumentList.Add("run");
        start.ArgumentList.Add(folder.Root);
        using var worker = Process.Start(start)!;
        worker.OutputDataReceived += (_, _) => { };
        worker.ErrorDataReceived += (_, _) => { };
        worker.BeginOutputReadLine();
        worker.BeginErrorReadLine();
        worker.WaitForExit();
    }
}
