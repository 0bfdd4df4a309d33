using AutoProg.Training.Worker.Diagnosis;
using TorchSharp;

namespace AutoProg.Training.Tests.Worker.Diagnosis;

public sealed class ExaminationTests
{
    [Fact]
    public void A_machine_with_libtorch_can_train_on_its_cpu()
    {
        var report = Examination.Run(AppContext.BaseDirectory, _ => 12e9);

        Assert.True(report.CanTrain);
        var cpu = report.Devices.Single(device => device.Id == "cpu");
        Assert.Equal(12e9, cpu.TrainFlopsPerSecond);
        Assert.True(cpu.MemoryGigabytes > 0.1 && report.Cores > 0 && report.FreeDiskGigabytes > 0);
        Assert.StartsWith("0.107.0", report.TorchSharp, StringComparison.Ordinal);
        Assert.Matches(@"^\d+\.\d+\.\d+ \((cpu|cuda), ", report.LibTorch);
    }

    [Fact]
    public void A_device_that_fails_becomes_advice()
    {
        var report = Examination.Run(AppContext.BaseDirectory, _ => throw new InvalidOperationException("no kernel image\nat ..."));

        Assert.False(report.CanTrain);
        Assert.Contains(report.Advice, line => line.EndsWith("does not train: no kernel image", StringComparison.Ordinal));
    }

    [Fact]
    public void A_data_root_that_does_not_exist_yet_is_measured_by_its_parent()
    {
        var missing = Path.Combine(AppContext.BaseDirectory, "not", "yet", "there");
        Assert.True(Examination.Run(missing, _ => 1).FreeDiskGigabytes > 0);
    }

    [Fact]
    public void Calibration_measures_training_steps()
    {
        var speed = Calibration.TrainFlopsPerSecond(torch.CPU);

        Assert.True(speed is null or (> 1e8 and < 1e14), $"{speed} FLOP/s"); // Null beside other tests.
    }

    [Theory]
    [InlineData(1.9, false)]
    [InlineData(1.5, true)]
    public void A_calibration_beside_other_work_counts_for_nothing(double busySeconds, bool crowded) =>
        Assert.Equal(crowded, Calibration.IsCrowded(TimeSpan.FromSeconds(busySeconds), TimeSpan.FromSeconds(1), threads: 2));
}
