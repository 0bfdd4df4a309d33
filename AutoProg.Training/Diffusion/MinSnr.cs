using AutoProg.Contracts.Specification;

namespace AutoProg.Training.Diffusion;

/// <summary>Min-SNR weighting (arXiv 2303.09556): the error of the clean image counts by the signal-to-noise ratio, but no more than gamma.</summary>
internal static class MinSnr
{
    /// <summary>What that makes of the weight of the prediction's own squared error, for each step.</summary>
    /// <param name="gamma">Above 0; infinity weighs the noise by 1 at every step.</param>
    public static IEnumerable<double> Weights(NoiseSchedule schedule, PredictionTarget prediction, double gamma) =>
        Enumerable.Range(0, schedule.Steps).Select(step =>
        {
            var ofOutput = schedule.Level(step).CleanWeights(prediction).OfOutput;
            return Math.Min(schedule.Level(step).SignalToNoise, gamma) * ofOutput * ofOutput;
        });
}
