using AutoProg.Contracts.Events;
using AutoProg.Contracts.Specification;
using AutoProg.Training.Worker;

namespace AutoProg.Training.Tests.Worker;

public sealed class TrainReportTests
{
    [Fact]
    public void A_result_becomes_one_line_with_ratios()
    {
        var result = new RunResult("demo", ScheduleKind.Manual, 3, "cpu", 0.85, 0.99, null, 40, 1.5e12, 10, [new StageResult(16, 3, 0, 156, 8.5)], 100);

        Assert.Equal(
            """{"preset":"demo","schedule":"manual","seed":3,"device":"cpu","top1":0.85,"top5":0.99,"linear_top1":null,"wall_s":40,"train_flops":1500000000000,"search_s":10,"search_share":0.25,"stages":"""
            + """[{"resolution":16,"depth":3,"first_step":0,"steps":156,"seconds":8.5}],"full_wall_s_estimate":100,"speedup_estimate":2.5}""",
            TrainReport.Of(result).ToJson());
    }
}
