using System.CommandLine;
using AutoProg.Contracts.Specification;
using AutoProg.Figures;
using AutoProg.Training.Data;
using AutoProg.Training.Worker;
using Spectre.Console;

namespace AutoProg.Training.Benchmarks;

/// <summary><c>autoprog bench speedup</c>: schedules side by side.</summary>
internal static class SpeedupCommand
{
    public static Command Create()
    {
        var source = new SpecOptions();
        var schedules = new Option<string?>("--schedules") { Description = $"Rows, comma-separated: {string.Join(", ", SpeedupSchedules.All)}. Without it, full size, the same in less time, manual and searched growth." };
        var seeds = new Option<int>("--seeds") { Description = "Seeds per row.", DefaultValueFactory = _ => 3 };
        var folder = new Option<string?>("--out") { Description = "Where the runs are kept; a bench stopped half-way goes on from here." };
        var json = new Option<bool>("--json") { Description = "Print the table as one JSON object on the last line." };
        var command = new Command("speedup", "Train schedules side by side and compare quality and time.") { schedules, seeds, folder, json };
        source.AddTo(command);
        command.SetAction(parse =>
        {
            try
            {
                var root = parse.GetValue(folder) ?? Path.Combine(DataRoot.Find(), "bench", RunFolders.NewId(TimeProvider.System));
                var spec = OnAllTestImages(source.Read(parse));
                var rows = parse.GetValue(schedules) is { } named ? CommaList.Split(named) : SpeedupSchedules.DefaultOf(spec);
                var metric = SpeedupMetric.Of(spec);
                var table = new SpeedupBench(spec, rows, parse.GetValue(seeds), root, Console.WriteLine).Run();
                using var figure = SpeedupFigure.Of(table.Preset, metric.Title, [.. table.Rows.Select(row => row.Mark)]);
                figure.Save(root, "speedup");
                AnsiConsole.Write(Rendered(table, metric));
                if (parse.GetValue(json))
                {
                    Console.WriteLine(table.ToJson());
                }

                return ExitCodes.Done;
            }
            catch (Exception wrong) when (wrong is FormatException or IOException or UnauthorizedAccessException)
            {
                Console.Error.WriteLine(wrong.Message);
                return ExitCodes.Usage;
            }
            catch (InvalidOperationException failed)
            {
                Console.Error.WriteLine(failed.Message);
                return ExitCodes.Failed;
            }
            catch (OperationCanceledException stopped)
            {
                Console.Error.WriteLine($"{stopped.Message} The same command with --out continues.");
                return ExitCodes.Done;
            }
        });
        return command;
    }

    // A preset may validate on a bundled subset; a comparison deserves every official test image that is there.
    private static RunSpec OnAllTestImages(RunSpec spec)
    {
        var all = spec with { Data = spec.Data with { TestImages = 0 } };
        try
        {
            Console.WriteLine($"Quality on all test images of {new DatasetLocator(DataRoot.Find()).Locate(all.Data)}.");
            return all;
        }
        catch (InvalidDatasetException missing)
        {
            Console.WriteLine($"Quality on {spec.Data.TestImages:N0} test images only. {missing.Message}");
            return spec;
        }
    }

    private static Table Rendered(SpeedupTable result, SpeedupMetric metric)
    {
        var table = new Table().Title(result.Preset).AddColumns("schedule", "seeds", metric.Title, "wall s", "TFLOPs", "search %", "speed-up", "at equal quality");
        foreach (var row in result.Rows)
        {
            table.AddRow(
                row.Schedule,
                $"{row.Seeds}",
                $"{metric.Show(row.MetricMean)} ± {metric.Show(row.MetricStd)}",
                $"{row.WallSMean:F1} ± {row.WallSStd:F1}",
                $"{row.FlopsMean / 1e12:F2}",
                $"{row.SearchShare * 100:F1}",
                row.Speedup is { } speedup ? $"{speedup:F2}x" : "–",
                row.SpeedupAtEqualQuality is { } equal ? $"{equal:F2}x" : "not reached");
        }

        return table;
    }
}
