using System.Text.Json;
using AutoProg.Contracts.Events;
using AutoProg.Contracts.Specification;

namespace AutoProg.Contracts.Tests.Events;

public class RunEventCodecTests
{
    [Fact]
    public void Every_kind_of_event_comes_back_as_it_was()
    {
        var plan = RunPlan.For(new RunSpec(), 10_000, 10);
        var unfrozen = new UnfreezingMeasurement(new(64, 2), new(19.5, 12, 5.5, 144.4, 0.3), 0.16);
        RunEvent[] events =
        [
            new AttemptStarted(1, 0, new RunEnvironment("0.1", "", "0.107.0", "2.10", "cpu", "CPU", 2, "Linux", "host"), plan, 10_000, 2_000, ["a", "b"]),
            new StageStarted(0, 0, plan.Stages[0].Stage, 1234),
            new NetworkGrown(156, plan.Stages[0].Stage, plan.Stages[1].Stage, GrowthOperatorKind.Mogrow, 0.5, 0.6),
            new SearchStarted(0, 0, 156, new(28, 6), [new(16, 3), new(28, 6)]),
            new CandidateRead(0, 78, new(16, 3), 1, 0.7),
            new StageDecided(0, 156, SearchCost.Measured, 0.2, [new(new(16, 3), [0.8, 0.7], 0.75, 0.01, 0.3, 1)], 0.05, "Chose r16_l3."),
            new SamplesDrawn(156, "step-00000156.png", 28, [0, 1], 6),
            new CandidateScored(0, 156, unfrozen),
            new UnfreezingDecided(0, 156, UnfreezingRule.RankVote, 0, [new(unfrozen, new(1, 1, 1), 2, 1)], 0.5, "Chose r64_l2."),
            new LinearBaselineFitted(0.82, 3.5),
            new CheckpointSaved(100, "step-00000100", "ab", 5),
            new Notice("text"),
            new RunCompleted(new RunResult("p", ScheduleKind.Manual, 0, "cpu", 0.8, 0.9, 0.7, 10, 1e12, 0, [new StageResult(16, 3, 0, 10, 1)], 20)),
            new RunStopped(7),
            new RunFailed(FailureReason.WorkerLost, "gone"),
        ];
        Assert.Equal(KindsOfEvents(), events.Length);
        foreach (var happened in events)
        {
            var (kind, payload) = RunEventCodec.Encode(happened);
            var back = RunEventCodec.Decode(kind, payload)!;
            Assert.Equal((kind, payload), RunEventCodec.Encode(back));
            Assert.IsType(happened.GetType(), back);
        }
    }

    [Fact]
    public void An_unknown_kind_is_passed_over() => Assert.Null(RunEventCodec.Decode("from-the-future", "{}"));

    [Fact]
    public void A_specification_survives_json_and_refuses_unknown_fields()
    {
        var json = JsonSerializer.Serialize(Presets.All[0].Spec, ContractsJson.Default.RunSpec);
        Assert.Equal(json, JsonSerializer.Serialize(JsonSerializer.Deserialize(json, ContractsJson.Default.RunSpec), ContractsJson.Default.RunSpec));
        var wrong = Assert.Throws<JsonException>(() => JsonSerializer.Deserialize("""{"optimization":{"epoch":3}}""", ContractsJson.Default.RunSpec));
        Assert.Contains("epoch", wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"model":{},"data":{},"schedule":{},"search":{},"regularization":{},"optimization":{},"evaluation":{},"resources":{}}""")]
    public void What_a_specification_leaves_out_has_its_default(string json)
    {
        var read = JsonSerializer.Deserialize(json, ContractsJson.Default.RunSpec)!;

        Assert.Equal(JsonSerializer.Serialize(new RunSpec(), ContractsJson.Default.RunSpec), JsonSerializer.Serialize(read, ContractsJson.Default.RunSpec));
        Assert.Empty(read.Validate());
    }

    private static int KindsOfEvents() => typeof(RunEvent).Assembly.GetTypes().Count(type => type.IsSubclassOf(typeof(RunEvent)));
}
