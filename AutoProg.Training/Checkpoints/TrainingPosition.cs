using System.Text.Json;
using System.Text.Json.Serialization;
using AutoProg.Contracts;
using AutoProg.Contracts.Events;
using AutoProg.Contracts.Runs;
using AutoProg.Contracts.Specification;
using AutoProg.Training.Search;

namespace AutoProg.Training.Checkpoints;

/// <summary>
/// Where a run stands between two steps. Sampler and random state need no entry: both are functions of (seed, step).
/// </summary>
/// <param name="Step">Steps done.</param>
/// <param name="Stage">The stage the saved network was built for; a resumed run grows from it where the plan is further.</param>
/// <param name="MomentumUpdates">Updates of the momentum network, for its warm-up.</param>
/// <param name="WallMilliseconds">Active training time.</param>
/// <param name="Flops">Training FLOPs.</param>
/// <param name="StageSeconds">Seconds of training steps by stage.</param>
/// <param name="PendingLosses">Of the steps since the last point of the training curve.</param>
/// <param name="LinearTop1">Softmax regression on the same images, once fitted.</param>
/// <param name="Threads">CPU threads; another number gives results equal only within rounding.</param>
/// <param name="Build">Version of the program that saved it.</param>
/// <param name="SearchSeconds">Spent on reading candidates.</param>
/// <param name="SupernetSeconds">Spent on supernet steps.</param>
/// <param name="Decisions">Of the searches that are over.</param>
/// <param name="Search">The search that the position lies in.</param>
/// <param name="Unfreezings">Of the zero-shot searches that are over.</param>
public sealed record TrainingPosition(
    int Step,
    GrowthStage Stage,
    int MomentumUpdates,
    long WallMilliseconds,
    double Flops,
    IReadOnlyList<double> StageSeconds,
    IReadOnlyList<float> PendingLosses,
    double? LinearTop1,
    int Threads,
    string Build,
    double SearchSeconds = 0,
    double SupernetSeconds = 0,
    IReadOnlyList<StageDecided>? Decisions = null,
    SearchProgress? Search = null,
    IReadOnlyList<UnfreezingDecided>? Unfreezings = null);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true, Converters = [typeof(Kebab<SearchCost>), typeof(Kebab<UnfreezingRule>)], RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(TrainingPosition))]
[JsonSerializable(typeof(CheckpointManifest))]
internal sealed partial class CheckpointJson : JsonSerializerContext;
