using AutoProg.Client.Comparison;

namespace AutoProg.Client.Tests.Comparison;

public class RunSelectionTests
{
    [Fact]
    public void An_address_keeps_order_baseline_and_alignment()
    {
        var selection = RunSelection.Parse(" b,a,,b ,c", "a", aligned: true);

        Assert.Equal(["b", "a", "c"], selection.Ids);
        Assert.Equal("/compare?runs=b,a,c&baseline=a&align=true", selection.Address);
        Assert.Equal("/runs?select=b,a,c", selection.ChooseAddress);
    }

    [Fact]
    public void A_baseline_that_is_not_compared_is_none() => Assert.Null(RunSelection.Parse("a,b", "c", false).Baseline);

    [Fact]
    public void Runs_beyond_the_limit_are_left_out_by_name()
    {
        var ids = Enumerable.Range(0, RunSelection.Most + 2).Select(i => $"r{i}").ToArray();
        var selection = RunSelection.Parse(string.Join(',', ids), null, false);

        Assert.Equal(ids[..RunSelection.Most], selection.Ids);
        Assert.Equal(ids[RunSelection.Most..], selection.LeftOut);
    }

    [Fact]
    public void A_run_that_leaves_takes_its_role_as_baseline_with_it() =>
        Assert.Equal("/compare?runs=b", RunSelection.Parse("a,b", "a", false).Without(["a"]).Address);

    [Fact]
    public void Characters_that_no_run_has_do_not_break_the_address() =>
        Assert.Equal("/compare?runs=a%26x%3D1,b", RunSelection.Parse("a&x=1,b", null, false).Address);
}
