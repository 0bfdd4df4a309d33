using AutoProg.Contracts.Specification;
using AutoProg.Training.Optimization;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace AutoProg.Training.Tests.Parity;

[Trait("Category", "Parity")]
public sealed class OptimParity : IDisposable
{
    private readonly Fixture fixture = Fixture.Open("optim.safetensors");

    [Fact(DisplayName = "optim: AdamW weights and moments after every step")]
    public void optim_adamw_matches()
    {
        using var scope = NewDisposeScope();
        var config = fixture.Config.GetProperty("adamw");
        Assert.Equal(AdamW.Epsilon, config.GetProperty("eps").GetDouble());
        var parameters = Numbered("in/adamw/param").Select(number => (name: number, parameter: new Parameter(fixture[$"in/adamw/param{number}"].clone()))).ToArray();
        var spec = new OptimizationSpec
        {
            WeightDecay = config.GetProperty("weight_decay").GetDouble(),
            Beta1 = config.GetProperty("betas")[0].GetDouble(),
            Beta2 = config.GetProperty("betas")[1].GetDouble(),
        };
        using var optimizer = new AdamW(parameters, spec, decays: (_, _) => true);
        var steps = Numbered("in/adamw/step").Length;
        Assert.NotEqual(0, steps);
        for (var step = 1; step <= steps; step++)
        {
            foreach (var (name, parameter) in parameters)
            {
                parameter.grad = fixture[$"in/adamw/step{step}/grad{name}"];
            }

            optimizer.Step(config.GetProperty("lr").GetDouble());
            foreach (var (name, parameter) in parameters)
            {
                fixture.AssertMatches($"out/adamw/step{step}/param{name}", parameter);
                fixture.AssertMatches($"out/adamw/step{step}/exp_avg{name}", optimizer.State[name].ExpAvg);
                fixture.AssertMatches($"out/adamw/step{step}/exp_avg_sq{name}", optimizer.State[name].ExpAvgSq);
            }
        }
    }

    [Theory(DisplayName = "optim: warm-up and cosine")]
    [InlineData("out/cosine/lr", false)]
    [InlineData("out/cosine/lr_prefix", true)]
    public void optim_cosine_matches(string name, bool warmupFirst)
    {
        using var scope = NewDisposeScope();
        var config = fixture.Config.GetProperty("cosine");
        double Of(string key) => config.GetProperty(key).GetDouble();
        var spec = new OptimizationSpec
        {
            LearningRate = Of("base_lr"),
            MinLearningRate = Of("lr_min"),
            WarmupEpochs = Of("warmup_t"),
            WarmupLearningRate = Of("warmup_lr_init"),
        };
        var schedule = new LearningRate(spec, Of("t_initial"), warmupFirst);
        var rates = Enumerable.Range(0, (int)fixture[name].shape[0]).Select(epoch => schedule.At(epoch)).ToArray();

        fixture.AssertMatches(name, tensor(rates, float64));
    }

    [Theory(DisplayName = "optim: moving averages")]
    [InlineData("v2")]
    [InlineData("apz")]
    public void optim_ema_matches(string variant)
    {
        using var scope = NewDisposeScope();
        var decay = fixture.Config.GetProperty("ema_decay").GetDouble();
        var followed = fixture.Below($"out/ema/{variant}_1/").Keys.ToDictionary(name => name, name => fixture[$"in/ema/model0/{name}"].clone());
        using var average = new Ema(followed);
        var states = Numbered("in/ema/model").Select(int.Parse).Max();
        Assert.NotEqual(0, states);
        for (var state = 1; state <= states; state++)
        {
            foreach (var (name, tensor) in followed)
            {
                tensor.copy_(fixture[$"in/ema/model{state}/{name}"]);
            }

            average.Update(decay);
            Assert.All(average.Shadow, pair => fixture.AssertMatches($"out/ema/{variant}_{state}/{pair.Key}", pair.Value));
        }
    }

    public void Dispose() => fixture.Dispose();

    /// <summary>The distinct numbers that follow a prefix in the file.</summary>
    private string[] Numbered(string prefix) =>
        [.. fixture.Below(prefix).Keys.Select(rest => rest.Split('/')[0]).Distinct()];
}
