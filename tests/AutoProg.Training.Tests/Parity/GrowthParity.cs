using System.Text.Json;
using AutoProg.Contracts.Specification;
using AutoProg.Training.Growth;
using AutoProg.Training.Search;
using AutoProg.Training.Search.Unfreezing;
using AutoProg.Training.Tests.ZeroShot;
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
    [InlineData(GrowthOperatorKind.Identity)]
    public void growth_source_blocks_match(GrowthOperatorKind kind)
    {
        using var scope = NewDisposeScope();
        var growth = GrowthOperators.Create(kind);
        var pairs = Array.ConvertAll(Rows("in/pairs"), pair => (From: (int)pair[0], To: (int)pair[1]));
        var width = (int)fixture["out/new_idx"].shape[1];
        Assert.NotEmpty(pairs);
        var sources = pairs.SelectMany(pair => Enumerable.Range(0, width)
            .Select(block => block < pair.To ? growth.SourceOf(block, pair.From, pair.To)!.Value : -1L));

        fixture.AssertMatches("out/new_idx", tensor(sources.ToArray(), pairs.Length, width));
    }

    [Fact(DisplayName = "growth: the new blocks of a deeper network")]
    public void growth_new_blocks_match()
    {
        using var scope = NewDisposeScope();
        var pairs = Rows("in/pairs");
        var width = (int)fixture["out/new_layer_idx"].shape[1];
        var added = Array.ConvertAll(pairs, pair => Enumerable.Range(0, (int)pair[1]).Where(block => Depths.IsNew(block, (int)pair[0], (int)pair[1])).ToArray());

        AssertPadded("out/new_layer_idx", added, width);
        fixture.AssertMatches("out/new_layer_count", tensor(Array.ConvertAll(added, blocks => (long)blocks.Length)));
    }

    [Fact(DisplayName = "growth: the blocks that a sub-network keeps of its supernet")]
    public void growth_kept_blocks_match()
    {
        using var scope = NewDisposeScope();
        var kept = Array.ConvertAll(Rows("in/triples"), triple =>
        {
            var (smallest, supernet, depth) = ((int)triple[0], (int)triple[1], (int)triple[2]);
            return Enumerable.Range(0, supernet).Except(Depths.Skipped(smallest, supernet, depth)).ToArray();
        });

        AssertPadded("out/kept", kept, (int)fixture["out/kept"].shape[1]);
    }

    [Fact(DisplayName = "growth: exponent, score and order of candidates by loss and time")]
    public void growth_speed_scores_match()
    {
        var cases = fixture.Json("speed").EnumerateArray().ToArray();
        Assert.NotEmpty(cases);
        Assert.All(cases, example =>
        {
            double[] Of(string key) => [.. example.GetProperty(key).EnumerateArray().Select(value => value.GetDouble())];
            var (times, losses, scores) = (Of("time"), Of("loss"), Of("score"));
            var candidates = times.Zip(losses, (time, loss) => (time, loss)).Select((one, i) => new CandidateMeasurement(new(i, 1), [one.loss], one.time)).ToArray();

            var decided = LossTimeObjective.Decide(0, 0, SearchCost.Measured, candidates);

            Assert.Equal(example.GetProperty("w").GetDouble(), decided.Exponent, 1e-5);
            Assert.Equal(Of("order"), decided.Candidates.Select(scored => (double)scored.Candidate.Resolution));
            Assert.All(decided.Candidates, scored => Assert.Equal(scores[scored.Candidate.Resolution], scored.Score, 1e-5));
        });
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

    [Fact(DisplayName = "growth: the blocks that the released code unfreezes")]
    public void growth_released_trainable_blocks_match()
    {
        using var scope = NewDisposeScope();
        var (groups, depth) = ((int)fixture["out/trainable"].shape[0], (int)fixture["out/trainable"].shape[1]);
        var trained = Enumerable.Range(1, groups).Select(group => UnitsOf.Set(UnfreezingOrder.Released, UnitsOf.Blocks(depth), group, groups))
            .SelectMany(set => Enumerable.Range(0, depth).Select(block => set.Contains($"blocks.{block}.attn.qkv.weight") ? 1L : 0));

        fixture.AssertMatches("out/trainable", tensor(trained.ToArray(), groups, depth));
    }

    [Fact(DisplayName = "growth: regularisation of every stage")]
    public void growth_regularisation_matches()
    {
        using var scope = NewDisposeScope();
        var schedules = fixture.Json("autoprog_schedules").EnumerateArray().ToArray();
        Assert.NotEmpty(schedules);
        foreach (var (index, schedule) in schedules.Index())
        {
            var arguments = schedule.GetProperty("args");
            var stages = arguments.GetProperty("num_stages").GetInt32();
            var policy = arguments.GetProperty("aa").GetString()!.Split('-');
            var spec = new RunSpec
            {
                Model = new() { DropPath = Argument("drop_path") },
                Regularization = new()
                {
                    RandAugment = int.Parse(policy[1].TrimStart('m')), SmallestRandAugment = Argument("aa_scale"),
                    RandomErasing = Argument("reprob"), SmallestRandomErasing = Argument("re_scale"),
                    SmallestDropPath = Argument("dp_scale"),
                },
            };
            var strengths = Enumerable.Range(0, stages).Select(stage => RegularizationStrength.At(spec, stage, stages)).ToArray();

            Compare("drop_path", strengths.Select(strength => strength.DropPath), stages);
            Compare("random_erase", strengths.Select(strength => strength.RandomErasing), stages);
            Compare("resize", Enumerable.Range(0, stages).SelectMany(stage => Bounds("scale").Zip(Bounds("resize_scale"),
                (full, smallest) => GrowthGrid.Ramp(full, smallest, stage, stages))), stages, 2);
            Assert.Equal(
                schedule.GetProperty("auto_augment").EnumerateArray().Select(stage => stage.GetString()),
                strengths.Select(strength => strength.RandAugment == 0 ? "" : $"rand-m{strength.RandAugment}-{string.Join('-', policy[2..])}"));

            double Argument(string name) => arguments.GetProperty(name).GetDouble();

            IEnumerable<double> Bounds(string name) => arguments.GetProperty(name).EnumerateArray().Select(bound => bound.GetDouble());

            void Compare(string name, IEnumerable<double> actual, params long[] shape) =>
                fixture.AssertMatches($"out/autoprog_schedule_{index}/{name}", tensor(actual.ToArray()).view(shape));
        }
    }

    public void Dispose() => fixture.Dispose();

    private long[][] Rows(string name) => [.. fixture[name].data<long>().ToArray().Chunk((int)fixture[name].shape[1])];

    private void AssertPadded(string name, int[][] rows, int width) => fixture.AssertMatches(
        name, tensor(rows.SelectMany(row => Enumerable.Range(0, width).Select(i => i < row.Length ? row[i] : -1L)).ToArray(), rows.Length, width));

    // AutoProg-Zero's number of block groups goes without saying: the last stage trains them all.
    private static int Largest(JsonElement schedule, string dimension) =>
        schedule.GetProperty("max").TryGetProperty($"{dimension}_max", out var largest)
            ? largest.GetInt32()
            : schedule.GetProperty("layers").EnumerateArray().Last().GetInt32();
}
