using AutoProg.Contracts.Runs;

namespace AutoProg.Server.Supervision;

/// <summary>One run at a time per device.</summary>
public static class DeviceSlots
{
    /// <summary>The device that a run will take, or null where only the worker knows yet what <c>auto</c> means here.</summary>
    public static string? SlotOf(string device, DeviceReport? report) => device switch
    {
        "auto" => report is null ? null : report.Devices.FirstOrDefault(found => found.Id.StartsWith("cuda", StringComparison.Ordinal))?.Id ?? "cpu",
        "cuda" => "cuda:0",
        _ => device,
    };

    /// <summary>An unknown device might be any of them, so it waits for all and all wait for it.</summary>
    public static bool IsFree(string? slot, IReadOnlyCollection<string?> taken) =>
        taken.Count == 0 || (slot is not null && taken.All(other => other is not null && other != slot));
}
