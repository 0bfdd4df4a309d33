using AutoProg.Contracts.Runs;
using AutoProg.Contracts.Specification;

namespace AutoProg.Client.Forms;

/// <summary>What a specification will cost, as far as it can be told before it runs.</summary>
/// <param name="Seconds">By the machine's measured speed; null where it was not measured.</param>
public sealed record RunEstimate(RunPlan Plan, int TrainImages, bool ImagesAreKnown, double? Seconds)
{
    private const int BundledImages = 10_000;
    private const int BundledClasses = 10;

    /// <summary>Null for a specification that is not valid.</summary>
    public static RunEstimate? Of(RunSpec spec, IReadOnlyList<DatasetSummary> datasets, DeviceReport? report)
    {
        if (spec.Validate().Count > 0)
        {
            return null;
        }

        // A folder named by path is counted by the worker; what lies under the same name elsewhere says nothing about it.
        var found = spec.Data.Path is null ? datasets.FirstOrDefault(set => set.Id == spec.Data.Dataset) : null;
        var available = found is { TrainImages: > 0 } ? found.TrainImages : BundledImages;
        var images = spec.Data.TrainImages > 0 ? found is null ? spec.Data.TrainImages : Math.Min(spec.Data.TrainImages, available) : available;
        var plan = RunPlan.For(spec, images, found is { Classes: > 0 } ? found.Classes : BundledClasses);
        var speed = Device(spec.Resources.Device, report)?.TrainFlopsPerSecond;
        return new RunEstimate(plan, images, found is not null || spec.Data.TrainImages > 0, speed is > 0 ? plan.TrainFlops / speed : null);
    }

    private static DeviceSummary? Device(string id, DeviceReport? report) => id switch
    {
        _ when report is null => null,
        "auto" => report.Devices.FirstOrDefault(device => device.Id.StartsWith("cuda", StringComparison.Ordinal)) ?? (report.Devices.Count > 0 ? report.Devices[0] : null),
        "cuda" => report.Devices.FirstOrDefault(device => device.Id.StartsWith("cuda", StringComparison.Ordinal)),
        _ => report.Devices.FirstOrDefault(device => device.Id == id),
    };
}
