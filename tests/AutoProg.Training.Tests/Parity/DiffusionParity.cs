using AutoProg.Contracts.Specification;
using AutoProg.Training.Diffusion;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using Parameter = TorchSharp.Modules.Parameter;

namespace AutoProg.Training.Tests.Parity;

[Trait("Category", "Parity")]
public sealed class DiffusionParity : IDisposable
{
    // Of the betas in the file, the first and the last.
    private const double FirstBeta = 1e-4, LastBeta = 0.02;

    private readonly Fixture fixture = Fixture.Open("diffusion.safetensors");
    private readonly Parameter weight, bias, timeBias;
    private readonly NoiseSchedule schedule;
    private readonly GaussianDiffusion diffusion;

    public DiffusionParity()
    {
        (weight, bias, timeBias) = (Trainable("W"), Trainable("b"), Trainable("tb"));
        schedule = NoiseSchedule.Of(NoiseScheduleKind.Linear, (int)fixture["out/table/betas"].shape[0]);
        diffusion = new GaussianDiffusion(schedule, PredictionTarget.Epsilon, ReverseVariance.LearnedRange);
    }

    public static TheoryData<string, bool> Clipping => new() { { "clip", true }, { "noclip", false } };

    [Fact(DisplayName = "diffusion: tables of the linear schedule")]
    public void diffusion_tables_match()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(FirstBeta, schedule.Betas[0], 1e-12);
        Assert.Equal(LastBeta, schedule.Betas[^1], 1e-12);
        AssertTables("out/table/", schedule, except: "squaredcos_cap_v2_betas");
        AssertTable("out/table/squaredcos_cap_v2_betas", NoiseSchedule.Of(NoiseScheduleKind.SquaredCosine, schedule.Steps).Betas);
    }

    [Fact(DisplayName = "diffusion: tables with another number of steps")]
    public void diffusion_tables_of_other_lengths_match()
    {
        using var scope = NewDisposeScope();
        var prefixes = fixture.Below("out/table_").Keys.Select(name => name.Split('/')[0]).Distinct().ToArray();
        Assert.NotEmpty(prefixes);
        Assert.All(prefixes, prefix =>
            AssertTables($"out/table_{prefix}/", NoiseSchedule.Of(NoiseScheduleKind.Linear, int.Parse(prefix.Split('_')[0]))));
    }

    [Fact(DisplayName = "diffusion: respaced schedules and their timesteps")]
    public void diffusion_respaced_schedules_match()
    {
        using var scope = NewDisposeScope();
        var spacings = fixture.Below("out/respace/").Keys.Select(name => name.Split('/')[0]).Distinct().ToArray();
        Assert.NotEmpty(spacings);
        Assert.All(spacings, spacing => AssertTables($"out/respace/{spacing}/", Respaced(spacing)));
    }

    [Fact(DisplayName = "diffusion: timesteps of another process by sections")]
    public void diffusion_sections_match()
    {
        using var scope = NewDisposeScope();
        var cases = fixture.Below("out/respace_").Keys;
        Assert.NotEmpty(cases);
        Assert.All(cases, name => AssertTable(
            $"out/respace_{name}", [.. Respacing.Timesteps(name.Split('/')[1], int.Parse(name.Split('/')[0]))]));
    }

    [Fact(DisplayName = "diffusion: noised images and the posterior")]
    public void diffusion_forward_process_matches()
    {
        using var scope = NewDisposeScope();
        var (clean, steps) = (fixture["in/x0"], fixture["in/t"]);
        fixture.AssertMatches("out/q_sample", diffusion.Forward.Noised(clean, steps, fixture["in/noise"]));
        var posterior = diffusion.Forward.Posterior(clean, fixture["in/x_t"], steps);
        var variance = tensor(steps.data<long>().Select(step => schedule.PosteriorVariance[(int)step]).ToArray());

        fixture.AssertMatches("out/q_posterior_mean", posterior.Mean);
        fixture.AssertMatches("out/q_posterior_log_variance", posterior.LogVariance.expand_as(clean));
        fixture.AssertMatches("out/q_posterior_variance", variance.view(-1, 1, 1, 1).expand_as(clean));
    }

    [Fact(DisplayName = "diffusion: training loss and gradients")]
    public void diffusion_training_loss_matches()
    {
        using var scope = NewDisposeScope();
        using var loss = new DiffusionLoss(diffusion);
        var terms = loss.Of(Network, fixture["in/x0"], fixture["in/t"], fixture["in/noise"]);
        terms.Loss.mean().backward();

        fixture.AssertMatches("out/training/mse", terms.SquaredError);
        fixture.AssertMatches("out/training/vb", terms.Bound!);
        fixture.AssertMatches("out/training/loss", terms.Loss);
        fixture.AssertMatches("grad/W", weight.grad!);
        fixture.AssertMatches("grad/b", bias.grad!);
        fixture.AssertMatches("grad/tb", timeBias.grad!);
    }

    [Theory(DisplayName = "diffusion: the reverse process and one step of it")]
    [MemberData(nameof(Clipping))]
    public void diffusion_reverse_process_matches(string name, bool clip)
    {
        using var scope = NewDisposeScope();
        var (noised, steps) = (fixture["in/x_t"], fixture["in/t"]);
        var output = diffusion.Ask(Network, noised, steps);
        var reverse = diffusion.Reverse(output, noised, steps, clip);

        fixture.AssertMatches($"out/p_mean_variance_{name}/mean", reverse.Mean);
        fixture.AssertMatches($"out/p_mean_variance_{name}/log_variance", reverse.LogVariance);
        fixture.AssertMatches($"out/p_mean_variance_{name}/variance", reverse.LogVariance.exp());
        fixture.AssertMatches($"out/p_mean_variance_{name}/pred_xstart", diffusion.Clean(output, noised, steps, clip));
        fixture.AssertMatches($"out/p_sample_{name}", diffusion.Denoised(output, noised, steps, fixture["in/step_noise"], clip));
    }

    [Theory(DisplayName = "diffusion: DDIM chain of a respaced process")]
    [MemberData(nameof(Clipping))]
    public void diffusion_ddim_chain_matches(string name, bool clip)
    {
        var steps = Respaced(fixture.Config.GetProperty("ddim_chain").GetString()!);
        AssertChain($"out/ddim_chain_{name}", new DdimSampler(steps, PredictionTarget.Epsilon, clip));
    }

    [Fact(DisplayName = "diffusion: ancestral chain of a respaced process")]
    public void diffusion_ancestral_chain_matches()
    {
        var steps = Respaced(fixture.Config.GetProperty("ancestral_chain").GetString()!);
        AssertChain("out/ancestral_chain_noclip", new AncestralSampler(steps, PredictionTarget.Epsilon, ReverseVariance.LearnedRange));
    }

    public void Dispose()
    {
        diffusion.Dispose();
        weight.Dispose();
        bias.Dispose();
        timeBias.Dispose();
        fixture.Dispose();
    }

    private Parameter Trainable(string name) => new(fixture[$"weights/{name}"].clone());

    /// <summary>The model of the file's metadata.</summary>
    private Tensor Network(Tensor noised, Tensor timesteps)
    {
        using var scope = NewDisposeScope();
        var time = (timesteps.to(float32) / 1000).view(-1, 1, 1, 1) * timeBias.view(1, -1, 1, 1);
        return (functional.conv2d(noised, weight, bias, padding: [1, 1]) + time).MoveToOuterDisposeScope();
    }

    private NoiseSchedule Respaced(string spacing) => schedule.Respaced(Respacing.Timesteps(spacing, schedule.Steps));

    private void AssertChain(string name, ISampler sampler)
    {
        using var scope = NewDisposeScope();
        using (sampler)
        {
            var samples = new List<Tensor> { fixture["in/chain_start"] * sampler.InitialDeviation };
            for (var step = 0; step < sampler.Timesteps.Count; step++)
            {
                samples.Add(Sampling.Step(sampler, Network, samples[^1], step, () => fixture["in/ancestral_noise"][step]));
            }

            fixture.AssertMatches(name, stack(samples));
        }
    }

    private void AssertTables(string prefix, NoiseSchedule actual, string? except = null)
    {
        var names = fixture.Below(prefix).Keys.Where(name => name != except).ToArray();
        Assert.NotEmpty(names);
        Assert.All(names, name => AssertTable(prefix + name, Table(actual, name)));
    }

    private void AssertTable(string name, IEnumerable<double> actual) => fixture.AssertMatches(name, tensor(actual.ToArray()));

    private static IEnumerable<double> Table(NoiseSchedule schedule, string name) => name switch
    {
        "timestep_map" => schedule.Timesteps.Select(timestep => (double)timestep),
        "betas" => schedule.Betas,
        "alphas_cumprod" => schedule.AlphasCumprod,
        "alphas_cumprod_prev" => schedule.AlphasCumprodPrevious,
        "alphas_cumprod_next" => schedule.AlphasCumprodNext,
        "sqrt_alphas_cumprod" => schedule.SqrtAlphasCumprod,
        "sqrt_one_minus_alphas_cumprod" => schedule.SqrtOneMinusAlphasCumprod,
        "log_one_minus_alphas_cumprod" => schedule.LogOneMinusAlphasCumprod,
        "sqrt_recip_alphas_cumprod" => schedule.SqrtRecipAlphasCumprod,
        "sqrt_recipm1_alphas_cumprod" => schedule.SqrtRecipMinusOneAlphasCumprod,
        "posterior_variance" => schedule.PosteriorVariance,
        "posterior_log_variance_clipped" => schedule.PosteriorLogVarianceClipped,
        "posterior_mean_coef1" => schedule.PosteriorMeanOfClean,
        "posterior_mean_coef2" => schedule.PosteriorMeanOfNoised,
        _ => throw new InvalidDataException($"Unknown table '{name}'."),
    };
}
