using AutoProg.Contracts.Specification;
using AutoProg.Training.Diffusion;

namespace AutoProg.Training.Tests.Diffusion;

public sealed class NoiseScheduleTests
{
    [Theory]
    [InlineData(NoiseScheduleKind.Linear)]
    [InlineData(NoiseScheduleKind.ScaledLinear)]
    [InlineData(NoiseScheduleKind.SquaredCosine)]
    public void A_schedule_of_any_length_ends_about_equally_noised(NoiseScheduleKind kind)
    {
        var (usual, shorter) = (NoiseSchedule.Of(kind, 1000), NoiseSchedule.Of(kind, 250));

        Assert.Equal(Math.Sqrt(usual.AlphasCumprod[^1]), Math.Sqrt(shorter.AlphasCumprod[^1]), 0.01);
        Assert.Equal(usual.AlphasCumprod[499], shorter.AlphasCumprod[124], 0.01);
    }

    [Fact]
    public void A_respaced_schedule_has_the_noise_of_the_steps_it_keeps()
    {
        var schedule = NoiseSchedule.Of(NoiseScheduleKind.Linear, 100);
        var respaced = schedule.Respaced([90, 10, 50, 10]);

        Assert.Equal([10, 50, 90], respaced.Timesteps);
        Assert.All(respaced.Timesteps.Index(), step => Assert.Equal(schedule.AlphasCumprod[step.Item], respaced.AlphasCumprod[step.Index], 1e-12));
        Assert.Equal([50], respaced.Respaced([50]).Timesteps);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ten")]
    [InlineData("0")]
    [InlineData("101")]
    [InlineData("60,41")]
    [InlineData("ddim60")]
    [InlineData("ddim5,5")]
    public void A_spacing_that_does_not_fit_is_refused(string spacing) =>
        Assert.Throws<ArgumentException>(() => Respacing.Timesteps(spacing, 100));

    [Theory]
    [InlineData("5", new[] { 0, 25, 50, 74, 99 })]
    [InlineData("ddim5", new[] { 0, 20, 40, 60, 80 })]
    [InlineData("2,1", new[] { 0, 49, 50 })]
    [InlineData("ddim1", new[] { 0 })]
    public void A_spacing_names_timesteps(string spacing, int[] timesteps) => Assert.Equal(timesteps, Respacing.Timesteps(spacing, 100));

    [Fact]
    public void A_wrong_beta_or_timestep_is_named()
    {
        Assert.Contains("Beta 1 is 0", Assert.Throws<ArgumentException>(() => new NoiseSchedule([0.1, 0, 0.2])).Message, StringComparison.Ordinal);
        var schedule = new NoiseSchedule([0.1, 0.2]);
        Assert.Contains("Timestep -1", Assert.Throws<ArgumentException>(() => schedule.Respaced([-1, 0])).Message, StringComparison.Ordinal);
    }
}
