using AutoProg.Contracts.Events;
using AutoProg.Contracts.Specification;
using AutoProg.Training.Diffusion;
using AutoProg.Training.Models;
using AutoProg.Training.Search.Unfreezing;
using AutoProg.Training.ZeroShot;
using TorchSharp;
using static TorchSharp.torch;

namespace AutoProg.Training.Tests.Parity;

[Trait("Category", "Parity")]
public sealed class ProxiesParity : IDisposable
{
    private const string Parts = "out/ntk/gram_part/";

    // Of the reference's process, which the file does not repeat.
    private const int Steps = 1000;

    private readonly DitFixture dit = new("proxies.safetensors");

    private Fixture File => dit.File;

    [Fact(DisplayName = "proxies: NTK Gram matrix of every part, its eigenvalues and condition number")]
    public void proxies_kernel_matches()
    {
        using var scope = NewDisposeScope();
        dit.Model.to(float64);
        var gram = Kernel();

        Assert.Equal(File.Below(Parts).Keys.Order(), dit.Model.Groups.Select(group => group.Name).Append("others").Order());
        Assert.All(dit.Model.Groups.Index(), group => Matches($"{Parts}{group.Item.Name}", gram.Units[group.Index]));
        Matches($"{Parts}others", gram.Rest);
        Matches("out/ntk/gram", gram.Whole);
        File.AssertMatches("out/ntk/eigenvalues", tensor(gram.Whole.Eigenvalues.ToArray()));
        File.AssertMatches("out/ntk/cond", tensor(NtkCondition.Plain(gram.Whole)));
        Assert.Empty(gram.PerSample);
    }

    [Fact(DisplayName = "proxies: NTK Gram matrix from the reference's own timestep waves, hundred times closer")]
    public void proxies_kernel_of_given_waves_matches()
    {
        using var scope = NewDisposeScope();
        dit.Model.to(float64);
        var waves = File["in/ntk_t_freq"].to(float64);
        var mlp = (nn.Module<Tensor, Tensor>)dit.Model.named_modules().Single(pair => pair.name == "t_embedder.mlp").module;
        mlp.register_forward_pre_hook((_, _) => waves);

        var expected = File["out/ntk/gram"];
        var kernel = Kernel().Whole;
        var error = (tensor(kernel.Values.ToArray(), kernel.Samples, kernel.Samples) - expected).abs().max() / expected.abs().max();
        Assert.InRange(error.item<double>(), 0, 1e-8);
    }

    [Fact(DisplayName = "proxies: NTK score of the fp32 model")]
    public void proxies_single_precision_score_matches()
    {
        using var scope = NewDisposeScope();
        File.AssertMatches("out/ntk/score_fp32", tensor(-NtkCondition.Plain(Kernel().Whole)));
    }

    [Fact(DisplayName = "proxies: ZiCo over the first batches, whole and by layer")]
    public void proxies_zico_matches()
    {
        using var scope = NewDisposeScope();
        var counts = File.Below("out/zico_").Keys.Where(name => int.TryParse(name, out _)).Select(int.Parse).Order().ToArray();
        var layers = File.Json("zico_modules").EnumerateArray().Select(name => $"{name.GetString()}.weight").ToArray();
        Assert.NotEmpty(counts);
        Assert.All(counts, count =>
        {
            var scores = ZicoOver(count);
            File.AssertMatches($"out/zico_{count}", tensor(scores.Total));
            File.AssertMatches($"out/zico_{count}_fp64", tensor(scores.Total));
            Assert.Equal(layers.Order(), scores.ByWeight.Keys.Order());
            File.AssertMatches($"out/zico_{count}_per_module_fp64", tensor(Array.ConvertAll(layers, layer => scores.ByWeight[layer])));
        });
    }

    [Fact(DisplayName = "proxies: ZiCo of given gradients")]
    public void proxies_zico_formula_matches()
    {
        using var scope = NewDisposeScope();
        using var zico = new Zico(dit.Model);
        var given = File.Below("in/zico_formula/");
        Assert.NotEmpty(given);
        foreach (var (layer, batches) in given)
        {
            foreach (var gradient in batches.unbind(0))
            {
                zico.Add(layer, gradient);
            }
        }

        File.AssertMatches("out/zico_formula", tensor(zico.Scores().Sums.Total));
    }

    [Fact(DisplayName = "proxies: ranks, totals, order and winner of the votes")]
    public void proxies_votes_match()
    {
        using var scope = NewDisposeScope();
        var votes = File.Json("votes").EnumerateArray().ToArray();
        Assert.NotEmpty(votes);
        Assert.All(votes.Index(), vote =>
        {
            var prefix = $"vote{vote.Index}";
            int[] Numbers(string key) => [.. vote.Item.GetProperty(key).EnumerateArray().Select(value => value.GetInt32())];
            var candidates = Numbers("r_list").SelectMany(resolution => Numbers("l_list").Select(groups => new Candidate(resolution, groups))).ToArray();
            var rows = File[$"in/{prefix}"].data<double>().ToArray().Chunk(3).ToArray(); // Time, NTK score, ZiCo.
            Assert.Equal(candidates.Length, rows.Length);
            UnfreezingMeasurement[] measured = [.. candidates.Zip(rows, (candidate, row) => new UnfreezingMeasurement(candidate, new(-row[1], 1, 1, row[2], 0), row[0]))];

            var decided = new RankVote().Decide(0, 0, measured);

            var scored = candidates.Select(candidate => decided.Candidates.Single(one => one.Measured.Candidate == candidate)).ToArray();
            File.AssertMatches($"out/{prefix}/order", tensor(decided.Candidates.Select(one => (long)Array.IndexOf(candidates, one.Measured.Candidate)).ToArray()));
            File.AssertMatches($"out/{prefix}/ranks", tensor(scored.SelectMany(one => new long[] { one.Ranks.Time, one.Ranks.Ntk, one.Ranks.Zico }).ToArray(), scored.Length, 3));
            File.AssertMatches($"out/{prefix}/total", tensor(Array.ConvertAll(scored, one => one.Score)));
            var best = Numbers("best");
            Assert.Equal(new Candidate(best[0], best[1]), decided.Winner);
        });
    }

    public void Dispose() => dit.Dispose();

    private NtkGram Kernel() => NeuralTangentKernel.Measure(
        dit.Model, new UnfreezingUnits(dit.Model.Groups), (int)File["in/ntk_x"].shape[0],
        () => dit.Model.Predict(File["in/ntk_x"], File["in/ntk_t"], new Condition(File["in/ntk_y"], File["in/ntk_s"])));

    private LayerScores ZicoOver(int batches)
    {
        using var process = new GaussianDiffusion(NoiseSchedule.Of(NoiseScheduleKind.Linear, Steps), PredictionTarget.Epsilon, ReverseVariance.LearnedRange);
        using var loss = new DiffusionLoss(process);
        using var zico = new Zico(dit.Model);
        for (var batch = 0; batch < batches; batch++)
        {
            Tensor In(string name) => File[$"in/batch{batch}/{name}"];
            var condition = new Condition(In("y"), In("s"));
            loss.Of((noised, timesteps) => dit.Model.Predict(noised, timesteps, condition), In("x0"), In("t"), In("noise")).Loss.mean().backward();
            zico.AddBatch();
            foreach (var parameter in dit.Model.parameters())
            {
                parameter.grad = null;
            }
        }

        return zico.Scores().Sums;
    }

    private void Matches(string name, NtkMatrix kernel) => File.AssertMatches(name, tensor(kernel.Values.ToArray(), kernel.Samples, kernel.Samples));
}
