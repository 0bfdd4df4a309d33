using System.Globalization;
using AutoProg.Contracts.Specification;

namespace AutoProg.Client.Shared;

/// <summary>Numbers as people read them.</summary>
public static class Show
{
    public static string Percent(double? fraction, int digits = 1) =>
        fraction is { } value ? Math.Round(100 * value, digits, MidpointRounding.AwayFromZero).ToString($"F{digits}", CultureInfo.InvariantCulture) + " %" : "–";

    /// <summary>A value of a series, by the format of its chart.</summary>
    public static string Value(double? value, string format) =>
        format == "percent" ? Percent(value, 2) : value?.ToString("G4", CultureInfo.InvariantCulture) ?? "–";

    public static string Times(double ratio) => ratio.ToString("0.00", CultureInfo.InvariantCulture) + "×";

    public static string Count(double value) => value.ToString("N0", CultureInfo.InvariantCulture);

    public static string Duration(double? seconds) => seconds switch
    {
        null or 0 => "–",
        < 1 => "under 1 s",
        < 90 => $"{seconds:0} s",
        < 5400 => $"{(int)(seconds / 60)} min {(int)(seconds % 60):00} s",
        < 172_800 => $"{(int)(seconds / 3600)} h {(int)(seconds / 60 % 60):00} min",
        _ => $"{(int)(seconds / 86_400)} d {(int)(seconds / 3600 % 24)} h",
    };

    /// <summary>A duration that was not measured, so with few digits.</summary>
    public static string About(double seconds) => seconds switch
    {
        < 50 => $"about {Math.Max(5, 5 * Math.Round(seconds / 5)):0} s",
        < 5400 => $"about {Math.Max(1, Math.Round(seconds / 60)):0} min",
        < 172_800 => $"about {Math.Round(seconds / 3600, 1).ToString("0.#", CultureInfo.InvariantCulture)} h",
        _ => $"about {Math.Round(seconds / 86_400):0} days",
    };

    public static string Flops(double flops) => flops switch
    {
        >= 1e18 => $"{(flops / 1e18).ToString("0.##", CultureInfo.InvariantCulture)} EFLOPs",
        >= 1e15 => $"{(flops / 1e15).ToString("0.##", CultureInfo.InvariantCulture)} PFLOPs",
        >= 1e12 => $"{(flops / 1e12).ToString("0.##", CultureInfo.InvariantCulture)} TFLOPs",
        _ => $"{(flops / 1e9).ToString("0.##", CultureInfo.InvariantCulture)} GFLOPs",
    };

    public static string Bytes(double bytes) => bytes switch
    {
        >= 1e9 => $"{(bytes / 1e9).ToString("0.0", CultureInfo.InvariantCulture)} GB",
        >= 1e6 => $"{(bytes / 1e6).ToString("0.0", CultureInfo.InvariantCulture)} MB",
        _ => $"{(bytes / 1e3).ToString("0", CultureInfo.InvariantCulture)} kB",
    };

    /// <summary>A moment in the user's zone: the time alone for today.</summary>
    public static string Moment(DateTimeOffset at, TimeProvider time)
    {
        var local = TimeZoneInfo.ConvertTime(at, time.LocalTimeZone);
        var today = time.GetLocalNow().Date;
        return local.Date == today ? $"today {local:HH:mm}"
            : local.Date == today.AddDays(-1) ? $"yesterday {local:HH:mm}"
            : local.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
    }

    public static string Clock(DateTimeOffset at, TimeProvider time) =>
        TimeZoneInfo.ConvertTime(at, time.LocalTimeZone).ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    public static string Schedule(ScheduleKind kind) => kind switch
    {
        ScheduleKind.None => "full size",
        ScheduleKind.Manual => "manual growth",
        ScheduleKind.AutoprogOne => "AutoProg-One",
        ScheduleKind.AutoprogZero => "AutoProg-Zero",
        ScheduleKind.Replay => "replay",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown schedule."),
    };

    public static string Unfreezing(UnfreezingOrder order) => order switch
    {
        UnfreezingOrder.Contiguous => "The last ones",
        UnfreezingOrder.Interleaved => "Interleaved",
        UnfreezingOrder.Released => "As the authors released",
        _ => throw new ArgumentOutOfRangeException(nameof(order), order, "Unknown order."),
    };

    public static string Operator(GrowthOperatorKind kind) => kind switch
    {
        GrowthOperatorKind.Mogrow => "Momentum (MoGrow)",
        GrowthOperatorKind.Interpolation => "Online (interpolation)",
        GrowthOperatorKind.Stacking => "Stacking",
        GrowthOperatorKind.Identity => "Identity (same function)",
        GrowthOperatorKind.Random => "Fresh weights",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown growth operator."),
    };
}
