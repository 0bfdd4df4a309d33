using AutoProg.Contracts.Runs;
using AutoProg.Server.Supervision;

namespace AutoProg.Server.Tests.Supervision;

public sealed class DeviceSlotsTests
{
    private static readonly DeviceReport WithGpu = new(true, [], "", "", "", "", 1, 1, 1, [new("cpu", "", 1, null), new("cuda:0", "", 1, null)]);
    private static readonly DeviceReport WithoutGpu = WithGpu with { Devices = [new("cpu", "", 1, null)] };

    [Fact]
    public void Auto_is_the_first_gpu_else_the_cpu_and_unknown_before_the_report() =>
        Assert.Equal(["cuda:0", "cpu", null], new[] { WithGpu, WithoutGpu, null }.Select(report => DeviceSlots.SlotOf("auto", report)));

    [Theory]
    [InlineData("cpu", new string[0], true)]
    [InlineData(null, new string[0], true)]
    [InlineData("cpu", new[] { "cpu" }, false)]
    [InlineData("cpu", new[] { "cuda:0" }, true)]
    [InlineData(null, new[] { "cuda:0" }, false)]
    [InlineData("cpu", new string?[] { null }, false)]
    public void A_slot_is_free_where_nothing_may_be_on_it(string? slot, string?[] taken, bool free) =>
        Assert.Equal(free, DeviceSlots.IsFree(slot, taken));
}
