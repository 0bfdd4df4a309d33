using AutoProg.Contracts.Events;
using AutoProg.Contracts.Specification;

namespace AutoProg.Contracts.Runs;

/// <summary>A row of the runs table.</summary>
/// <param name="Device">The device it asked for, or the one it trains on once known.</param>
/// <param name="Failure">Why it failed, one sentence; null otherwise.</param>
/// <param name="Top1">Newest test accuracy, 0 to 1.</param>
/// <param name="LastContact">The worker's newest heartbeat.</param>
/// <param name="ActiveSeconds">Training time so far, pauses excluded.</param>
/// <param name="EtaSeconds">Time left by the steps so far, or null while unknown.</param>
/// <param name="QueuePosition">1 for the next to start; null where it does not wait.</param>
/// <param name="Fork">Where it began, or null where that is step 0.</param>
public sealed record RunSummary(
    string Id,
    string Name,
    string? Preset,
    string Author,
    RunState State,
    string Model,
    string Dataset,
    ScheduleKind Schedule,
    string Device,
    int Seed,
    int Step,
    int TotalSteps,
    double? Top1,
    double? LinearTop1,
    double ActiveSeconds,
    double? EtaSeconds,
    int? QueuePosition,
    string? Failure,
    DateTimeOffset CreatedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt,
    DateTimeOffset? LastContact,
    long NewestSequence,
    ForkOrigin? Fork = null);

/// <summary>Everything of a run but its rows.</summary>
public sealed record RunDetail(RunSummary Summary, RunSpec Spec, RunEnvironment? Environment, RunResult? Result);

/// <summary>A stretch of the worker's log.</summary>
/// <param name="From">First byte of the text in the file.</param>
/// <param name="To">Where to read on.</param>
public sealed record LogChunk(long From, long To, string Text);

/// <summary>What <c>autoprog doctor --json</c> finds; the server learns the devices from it.</summary>
/// <param name="CanTrain">False where training cannot run here; <paramref name="Advice"/> then says what to do.</param>
/// <param name="LibTorch">Version and flavour, or <c>does not load</c>.</param>
/// <param name="LibStdCxx">What was found of the C++ runtime; empty where none is needed.</param>
public sealed record DeviceReport(
    bool CanTrain,
    IReadOnlyList<string> Advice,
    string TorchSharp,
    string LibTorch,
    string LibStdCxx,
    string Driver,
    int Cores,
    double MemoryGigabytes,
    double FreeDiskGigabytes,
    IReadOnlyList<DeviceSummary> Devices);

/// <summary>A device to train on.</summary>
/// <param name="Id"><c>cpu</c> or <c>cuda:N</c>.</param>
/// <param name="TrainFlopsPerSecond">Measured: training steps of the demo model at full size; null where something else kept the device busy.</param>
public sealed record DeviceSummary(string Id, string Name, double MemoryGigabytes, double? TrainFlopsPerSecond);

/// <summary>A data set as found on this machine.</summary>
/// <param name="Id">What <c>data.dataset</c> takes.</param>
/// <param name="Problem">Why it cannot be used as a whole, or null.</param>
public sealed record DatasetSummary(string Id, string Title, int TrainImages, int TestImages, int Classes, int Side, string Source, string? Problem);

/// <summary>An error as RFC 9457 <c>application/problem+json</c>; <see cref="Errors"/> by field path.</summary>
public sealed record Problem(string? Type = null, string? Title = null, int? Status = null, string? Detail = null, string? Instance = null, string? TraceId = null, Dictionary<string, string[]>? Errors = null);
