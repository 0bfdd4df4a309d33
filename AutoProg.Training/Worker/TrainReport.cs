using System.Text.Json;
using System.Text.Json.Serialization;
using AutoProg.Contracts.Events;
using AutoProg.Contracts.Specification;

namespace AutoProg.Training.Worker;

/// <summary>What <c>autoprog train --json</c> prints as its last line: of a classifier top1 and top5, of a diffusion model fid. Fractions are 0 to 1, times seconds.</summary>
public sealed record TrainReport(
    string? Preset,
    ScheduleKind Schedule,
    int Seed,
    string Device,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Top1,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Top5,
    double? LinearTop1,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Fid,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? SampleAccuracy,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] SampleQuality? SampleQuality,
    double WallS,
    double TrainFlops,
    double SearchS,
    double SearchShare,
    IReadOnlyList<StageReport> Stages,
    double FullWallSEstimate,
    double SpeedupEstimate)
{
    public static TrainReport Of(RunResult result) => new(
        result.Preset,
        result.Schedule,
        result.Seed,
        result.Device,
        result.Top1,
        result.Top5,
        result.LinearTop1,
        result.Fid,
        result.SampleAccuracy,
        result.SampleQuality,
        result.WallSeconds,
        result.TrainFlops,
        result.SearchSeconds,
        result.SearchShare,
        [.. result.Stages.Select(stage => new StageReport(stage.Resolution, stage.Depth, stage.FirstStep, stage.Steps, stage.Seconds))],
        result.FullWallSecondsEstimate,
        result.SpeedupEstimate);

    public string ToJson() => JsonSerializer.Serialize(this, ReportJson.Default.TrainReport);
}

/// <summary>One stage as trained.</summary>
public sealed record StageReport(int Resolution, int Depth, int FirstStep, int Steps, double Seconds);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters = [typeof(Contracts.Kebab<ScheduleKind>)])]
[JsonSerializable(typeof(TrainReport))]
internal sealed partial class ReportJson : JsonSerializerContext;
