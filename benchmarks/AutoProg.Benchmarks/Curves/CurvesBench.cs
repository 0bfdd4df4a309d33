using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using AutoProg.Contracts;
using AutoProg.Contracts.Events;
using AutoProg.Contracts.Runs;
using AutoProg.Contracts.Specification;
using AutoProg.Runs;
using AutoProg.Runs.Rollup;

namespace AutoProg.Benchmarks.Curves;

/// <summary>One curve of a million points: how long queries take over HTTP, how much travels, and whether a spike of one point stays visible.</summary>
internal static class CurvesBench
{
    private const string Id = "long-run";
    private const int Pixels = 1_200;
    private const int Repeats = 60;
    private const double Spike = 99;
    private static readonly double[] Zooms = [1, 0.3, 0.1, 0.03, 0.01, 0.001];
    private static readonly Uri Opening = new(Routes.Opening(Id), UriKind.Relative);

    public static async Task RunAsync(int points)
    {
        points = points > 0 ? points : 1_000_000;
        await using var server = new ServerProcess();
        var folder = server.FolderOf(Id);
        Print("rows written", Timed(() => Write(folder, points)));
        Print("index made (once; in the background while a run trains)", Timed(() => CurveIndex.Advance(folder)));
        Console.WriteLine($"run.db {new FileInfo(folder.Database).Length / 1e6:0} MB, curves.db {new FileInfo(folder.Curves).Length / 1e6:0} MB");
        await server.StartAsync();

        await server.Api.GetByteArrayAsync(Opening);
        var watch = Stopwatch.StartNew();
        var opening = await server.Api.GetByteArrayAsync(Opening);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"opening page: {watch.Elapsed.TotalMilliseconds:0} ms, {opening.Length / 1000} kB"));
        Console.WriteLine("\nshown     p50 ms   p95 ms   entries   kB   spike");
        foreach (var zoom in Zooms)
        {
            await MeasureAsync(server, points, zoom);
        }
    }

    private static async Task MeasureAsync(ServerProcess server, int points, double zoom)
    {
        var spike = SpikeAt(points);
        var random = new Random(1);
        var times = new List<double>();
        var seen = true;
        int bytes = 0, entries = 0;
        for (var i = 0; i < Repeats + 3; i++)
        {
            // Somewhere around the spike, another place each time.
            var width = points * zoom;
            var from = zoom == 1 ? 0 : Math.Clamp(spike - (random.NextDouble() * width), 0, points - width);
            var address = string.Create(CultureInfo.InvariantCulture, $"{Routes.Curves(Id)}?series={SeriesNames.TrainLoss}&from={from:0}&to={from + width:0}&pixels={Pixels}");
            var begun = Stopwatch.GetTimestamp();
            var answer = await server.Api.GetByteArrayAsync(new Uri(address, UriKind.Relative));
            var took = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
            var curve = JsonSerializer.Deserialize(answer, ContractsJson.Default.CurveSet)!.Curves[0];
            seen &= (curve.Band?.Most ?? curve.Last).Max() == Spike;
            (bytes, entries) = (Math.Max(bytes, answer.Length), Math.Max(entries, curve.X.Length));
            if (i >= 3)
            {
                times.Add(took);
            }
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{zoom,6:0.0 %}  {times.Quantile(0.5),6:0.0}   {times.Quantile(0.95),6:0.0}   {entries,7}   {bytes / 1000,4}   {(seen ? "always" : "LOST")}"));
    }

    private static int SpikeAt(int points) => (int)(points * 0.7213);

    private static void Write(RunFolder folder, int points)
    {
        Directory.CreateDirectory(folder.Root);
        var spec = Presets.Find(Presets.Demo)!.Spec;
        JsonFile.Write(folder.Record, new RunRecord(1, Id, DateTimeOffset.UnixEpoch, "benchmark", spec), ContractsJson.Default.RunRecord);
        var random = new Random(0);
        using var held = RunLock.TryTake(folder)!;
        using var writer = RunWriter.Open(held);
        writer.Add(new AttemptStarted(1, 0, new RunEnvironment("", "", "", "", "cpu", "", 1, "", ""), RunPlan.For(spec, 10_000, 10), 10_000, 2_000, []));
        for (var step = 1; step <= points; step++)
        {
            var value = step == SpikeAt(points) ? Spike : (2 / Math.Log(step + 2)) + (0.1 * random.NextDouble());
            writer.Add(new Point(SeriesNames.TrainLoss, step, step / 156.0, 20L * step, 1e9 * step, value));
            if (step % 50_000 == 0)
            {
                writer.Commit();
            }
        }

        writer.Commit();
    }

    private static TimeSpan Timed(Action work)
    {
        var watch = Stopwatch.StartNew();
        work();
        return watch.Elapsed;
    }

    private static void Print(string what, TimeSpan took) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {took.TotalSeconds:0.0} s"));
}
