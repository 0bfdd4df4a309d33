using System.Text.Json;
using System.Text.Json.Serialization;
using AutoProg.Contracts.Events;
using AutoProg.Contracts.Runs;
using AutoProg.Contracts.Specification;

namespace AutoProg.Contracts;

/// <summary>The one JSON dialect of files, API and feed: camelCase, kebab-case enums, unknown fields refused.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    WriteIndented = false,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    NumberHandling = JsonNumberHandling.Strict,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(Kebab<ModelFamily>), typeof(Kebab<Stem>), typeof(Kebab<ScheduleKind>), typeof(Kebab<GrowthOperatorKind>), typeof(Kebab<UnfreezingOrder>), typeof(Kebab<SearchCost>), typeof(Kebab<UnfreezingRule>), typeof(Kebab<FineTuningMethod>), typeof(Kebab<SearchMode>), typeof(Kebab<PredictionTarget>), typeof(Kebab<NoiseScheduleKind>), typeof(Kebab<SamplerKind>), typeof(Kebab<Precision>), typeof(Kebab<FailureReason>), typeof(Kebab<RunState>), typeof(Kebab<ExitOutcome>)])]
[JsonSerializable(typeof(RunSpec))]
[JsonSerializable(typeof(AutoencoderSpec))]
[JsonSerializable(typeof(RunPlan))]
[JsonSerializable(typeof(RunRecord))]
[JsonSerializable(typeof(Heartbeat))]
[JsonSerializable(typeof(WorkerIdentity))]
[JsonSerializable(typeof(ExitRecord))]
[JsonSerializable(typeof(AttemptStarted))]
[JsonSerializable(typeof(StageStarted))]
[JsonSerializable(typeof(NetworkGrown))]
[JsonSerializable(typeof(SearchStarted))]
[JsonSerializable(typeof(CandidateRead))]
[JsonSerializable(typeof(StageDecided))]
[JsonSerializable(typeof(CandidateScored))]
[JsonSerializable(typeof(UnfreezingDecided))]
[JsonSerializable(typeof(ScheduleCard))]
[JsonSerializable(typeof(LinearBaselineFitted))]
[JsonSerializable(typeof(SamplesDrawn))]
[JsonSerializable(typeof(CheckpointSaved))]
[JsonSerializable(typeof(Notice))]
[JsonSerializable(typeof(RunCompleted))]
[JsonSerializable(typeof(RunStopped))]
[JsonSerializable(typeof(RunFailed))]
[JsonSerializable(typeof(FeedPage))]
[JsonSerializable(typeof(RunSummary))]
[JsonSerializable(typeof(RunDetail))]
[JsonSerializable(typeof(LogChunk))]
[JsonSerializable(typeof(CurveSet))]
[JsonSerializable(typeof(DeviceReport))]
[JsonSerializable(typeof(Session))]
[JsonSerializable(typeof(LoginRequest))]
[JsonSerializable(typeof(SetupRequest))]
[JsonSerializable(typeof(LinkRequest))]
[JsonSerializable(typeof(TokenRequest))]
[JsonSerializable(typeof(TokenCreated))]
[JsonSerializable(typeof(IReadOnlyList<TokenSummary>))]
[JsonSerializable(typeof(IReadOnlyList<RunSummary>))]
[JsonSerializable(typeof(IReadOnlyList<Preset>))]
[JsonSerializable(typeof(IReadOnlyList<DatasetSummary>))]
[JsonSerializable(typeof(DatasetInspection))]
[JsonSerializable(typeof(DatasetRequest))]
[JsonSerializable(typeof(DatasetRoots))]
[JsonSerializable(typeof(RegisteredDataset))]
[JsonSerializable(typeof(IReadOnlyList<RegisteredDataset>))]
[JsonSerializable(typeof(ForkOrigin))]
[JsonSerializable(typeof(CheckpointManifest))]
[JsonSerializable(typeof(CheckpointSummary))]
[JsonSerializable(typeof(IReadOnlyList<CheckpointSummary>))]
[JsonSerializable(typeof(IReadOnlyList<TensorChange>))]
[JsonSerializable(typeof(RetentionRules))]
[JsonSerializable(typeof(DiskUse))]
[JsonSerializable(typeof(Freed))]
[JsonSerializable(typeof(IReadOnlyList<TrashedRun>))]
[JsonSerializable(typeof(IReadOnlyList<ModelSummary>))]
[JsonSerializable(typeof(ModelDetail))]
[JsonSerializable(typeof(ModelRequest))]
[JsonSerializable(typeof(ModelReport))]
[JsonSerializable(typeof(Problem))]
public sealed partial class ContractsJson : JsonSerializerContext;

/// <summary>Writes <c>CannotStart</c> as <c>cannot-start</c>; numbers are refused.</summary>
public sealed class Kebab<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false)
    where T : struct, Enum;
