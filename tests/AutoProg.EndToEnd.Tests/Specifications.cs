namespace AutoProg.EndToEnd.Tests;

/// <summary>The demo preset, shortened.</summary>
internal static class Specifications
{
    /// <param name="steps">Optimizer steps in all, in four growth stages.</param>
    public static RunSpec Demo(string name, int steps)
    {
        var demo = Presets.Find(Presets.Demo)!.Spec;
        return demo with
        {
            Name = name,
            Model = demo.Model with { Width = 32, Heads = 2, Depth = 4 },
            Schedule = new() { Kind = ScheduleKind.Manual, StageCount = 4 },
            Data = demo.Data with { TrainImages = 1_000, TestImages = 200 },
            Optimization = demo.Optimization with { MaxSteps = steps, Epochs = 1 + (steps / 15) },
            Evaluation = demo.Evaluation with { LogEverySteps = 2, CheckpointEverySteps = 20, EveryEpochs = 4 },
        };
    }
}
