using System.Text.Json;
using AutoProg.Contracts.Specification;
using AutoProg.Training.Growth;
using static TorchSharp.torch;

namespace AutoProg.Training.Tests.Parity;

[Trait("Category", "Parity")]
public sealed class GrowthParity : IDisposable
{
    // Of the authors' runs; the file does not repeat them.
    private const int ResolutionDivisor = 32;
    private const int HeadDivisor = 2;

    private readonly Fixture fixture = Fixture.Open("growth.safetensors");

    [Theory(DisplayName = "growth: the source block of every block, for every pair of depths")]
    [InlineData(GrowthOperatorKind.Interpolation)]
    [InlineData(GrowthOperatorKind.Mogrow)]
    public void growth_source_blocks_match(GrowthOperatorKind kind)
    {
        using var scope = NewDisposeScope();
        var growth = GrowthOperators.Create(kind);
        var pairs = fixture["in/pairs"].data<long>().ToArray().Chunk(2).Select(pair => (From: (int)pair[0], To: (int)pair[1])).ToArray();
        var width = (int)fixture["out/new_idx"].shape[1];
        Assert.NotEmpty(pairs);
        var sources = pairs.SelectMany(pair => Enumerable.Range(0, width)
            .Select(block => block < pair.To ? (long)growth.SourceOf(block, pair.From, pair.To) : -1));

        fixture.AssertMatches("out/new_idx", tensor(sources.ToArray(), pairs.Length, width));
    }

    [Fact(DisplayName = "growth: rounding to a multiple")]
    public void growth_rounding_matches()
    {
        using var scope = NewDisposeScope();
        var values = fixture["in/make_divisible_v"].data<double>().ToArray();
        var divisors = fixture["in/make_divisible_divisor"].data<long>().ToArray();
        var rounded = values.SelectMany(value => divisors.Select(divisor => (long)GrowthGrid.RoundTo(value, (int)divisor)));

        fixture.AssertMatches("out/make_divisible", tensor(rounded.ToArray(), values.Length, divisors.Length));
    }

    [Theory(DisplayName = "growth: stage starts, resolutions and depths of the schedules")]
    [InlineData("autoprog_schedules", "autoprog_schedule")]
    [InlineData("apz_schedules", "apz_schedule")]
    public void growth_schedules_match(string key, string prefix)
    {
        using var scope = NewDisposeScope();
        var schedules = fixture.Json(key).EnumerateArray().ToArray();
        Assert.NotEmpty(schedules);
        foreach (var (index, schedule) in schedules.Index())
        {
            var (arguments, full) = (schedule.GetProperty("args"), schedule.GetProperty("max"));
            var (epochs, stages) = (arguments.GetProperty("epochs").GetInt32(), arguments.GetProperty("num_stages").GetInt32());
            Compare("epochs", Enumerable.Range(0, stages).Select(stage => GrowthGrid.StartEpoch((double)stage / stages, epochs)));
            Compare("resolution", Ramp("r", ResolutionDivisor));
            Compare("layers", Ramp("l", 1));
            if (full.TryGetProperty("h_max", out _))
            {
                Compare("heads", Ramp("h", HeadDivisor));
            }

            IReadOnlyList<int> Ramp(string dimension, int divisor) => GrowthGrid.LinearRamp(
                Largest(schedule, dimension), arguments.GetProperty($"{dimension}_scale").GetDouble(), stages, divisor);

            void Compare(string name, IEnumerable<int> actual) =>
                fixture.AssertMatches($"out/{prefix}_{index}/{name}", tensor(actual.Select(value => (long)value).ToArray()));
        }
    }

    public void Dispose() => fixture.Dispose();

    // AutoProg-Zero's number of block groups goes without saying: the last stage trains them all.
    private static int Largest(JsonElement schedule, string dimension) =>
        schedule.GetProperty("max").TryGetProperty($"{dimension}_max", out var largest)
            ? largest.GetInt32()
            : schedule.GetProperty("layers").EnumerateArray().Last().GetInt32();
}
