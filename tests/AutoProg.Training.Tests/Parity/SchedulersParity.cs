using System.Text.Json;
using AutoProg.Contracts.Specification;
using AutoProg.Training.Diffusion;
using static TorchSharp.torch;

namespace AutoProg.Training.Tests.Parity;

[Trait("Category", "Parity")]
public sealed class SchedulersParity : IDisposable
{
    private readonly Fixture fixture = Fixture.Open("schedulers.safetensors");

    private IEnumerable<JsonProperty> Schedulers => fixture.Json("scheduler_configs").EnumerateObject();

    [Fact(DisplayName = "schedulers: betas and their cumulative product")]
    public void schedulers_betas_match()
    {
        using var scope = NewDisposeScope();
        Assert.All(Schedulers, scheduler =>
        {
            var schedule = Schedule(scheduler.Value);
            fixture.AssertMatches("out/betas", tensor(schedule.Betas.ToArray()));
            fixture.AssertMatches("out/alphas_cumprod", tensor(schedule.AlphasCumprod.ToArray()));
        });
    }

    [Fact(DisplayName = "schedulers: noise added to images")]
    public void schedulers_added_noise_matches()
    {
        using var scope = NewDisposeScope();
        using var forward = new ForwardProcess(Schedule(Schedulers.First().Value), CPU);
        fixture.AssertMatches("out/add_noise", forward.Noised(fixture["in/x0"], fixture["in/add_t"], fixture["in/add_noise"]));
    }

    [Theory(DisplayName = "schedulers: timesteps, noise levels and the chain")]
    [InlineData("ddpm")]
    [InlineData("ddim")]
    [InlineData("dpmpp2m")]
    [InlineData("dpmpp2m_karras")]
    [InlineData("euler")]
    [InlineData("euler_trailing")]
    public void schedulers_chain_matches(string name)
    {
        using var scope = NewDisposeScope();
        var config = fixture.Json("scheduler_configs").GetProperty(name);
        using var sampler = Samplers.Create(Options(name, config), Schedule(config));

        fixture.AssertMatches($"out/{name}/timesteps", tensor(sampler.Timesteps.ToArray()));
        fixture.AssertMatches($"out/{name}/init_noise_sigma", tensor(sampler.InitialDeviation));
        if (Sigmas(sampler) is { } sigmas)
        {
            fixture.AssertMatches($"out/{name}/sigmas", tensor(sigmas.ToArray()));
        }

        var samples = new List<Tensor> { fixture["in/init"] * sampler.InitialDeviation };
        for (var step = 0; step < sampler.Timesteps.Count; step++)
        {
            samples.Add(Sampling.Step(sampler, Network, samples[^1], step, () => fixture["in/ddpm_noise"][step]));
        }

        fixture.AssertMatches($"out/{name}/chain", stack(samples));
    }

    public void Dispose() => fixture.Dispose();

    private static IReadOnlyList<double>? Sigmas(ISampler sampler) => sampler switch
    {
        DpmSolverSampler solver => solver.Sigmas,
        EulerSampler euler => euler.Sigmas,
        _ => null,
    };

    private static NoiseSchedule Schedule(JsonElement config)
    {
        Assert.Equal("scaled_linear", config.GetProperty("beta_schedule").GetString());
        return NoiseSchedule.ScaledLinear(
            config.GetProperty("num_train_timesteps").GetInt32(), config.GetProperty("beta_start").GetDouble(), config.GetProperty("beta_end").GetDouble());
    }

    private SamplerOptions Options(string name, JsonElement config)
    {
        var kind = fixture.Config.GetProperty("schedulers").GetProperty(name).GetProperty("class").GetString() switch
        {
            "DDPMScheduler" => SamplerKind.Ddpm,
            "DDIMScheduler" => SamplerKind.Ddim,
            "DPMSolverMultistepScheduler" => SamplerKind.DpmSolver,
            "EulerDiscreteScheduler" => SamplerKind.Euler,
            var other => throw new InvalidDataException($"Unknown scheduler '{other}'."),
        };
        return new(kind, fixture.Config.GetProperty("steps").GetInt32())
        {
            Prediction = config.GetProperty("prediction_type").GetString() == "v_prediction" ? PredictionTarget.V : PredictionTarget.Epsilon,
            Variance = Text("variance_type") == "fixed_large" ? ReverseVariance.FixedLarge : ReverseVariance.FixedSmall,
            Spacing = Enum.Parse<TimestepSpacing>(Text("timestep_spacing")!, ignoreCase: true),
            Offset = config.GetProperty("steps_offset").GetInt32(),
            Karras = Flag("use_karras_sigmas"),
            Clip = Flag("clip_sample"),
            EndsClean = Flag("set_alpha_to_one"),
        };

        bool Flag(string key) => config.TryGetProperty(key, out var value) && value.GetBoolean();

        string? Text(string key) => config.TryGetProperty(key, out var value) ? value.GetString() : null;
    }

    /// <summary>The model of the file's metadata.</summary>
    private Tensor Network(Tensor noised, Tensor timesteps)
    {
        using var scope = NewDisposeScope();
        var config = fixture.Config;
        var (ofNoised, ofTime) = (config.GetProperty("a").GetDouble(), config.GetProperty("c").GetDouble());
        return (ofNoised * noised + ofTime * timesteps.view(-1, 1, 1, 1)).MoveToOuterDisposeScope();
    }
}
