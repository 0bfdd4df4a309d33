using AutoProg.Client.Forms;
using AutoProg.Client.Pages;

namespace AutoProg.Client.Tests.Forms;

public class NewRunTests
{
    [Fact]
    public async Task A_bad_value_is_explained_at_its_field_while_typing()
    {
        await using var app = new ClientContext();
        var page = app.Render<NewRun>();

        page.Find("input[id='model.heads']").Input("5");

        Assert.Contains("5 heads do not divide the width 64", FieldOf(page, "model.heads"), StringComparison.Ordinal);
        Assert.DoesNotContain("heads do not divide", FieldOf(page, "model.width"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_diffusion_preset_has_fields_of_its_own()
    {
        await using var app = new ClientContext();
        var page = app.Render<NewRun>();

        page.FindAll("button.ap-preset").Single(button => button.QuerySelector("strong")!.TextContent == "dit-mnist-demo").Click();

        Assert.NotEmpty(page.FindAll("input[id='diffusion.minSnrGamma']"));
        Assert.Contains("AutoProg-Zero", page.Markup, StringComparison.Ordinal);
        Assert.Contains("Blocks that train", page.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("softmax regression", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_that_is_no_number_is_refused_and_not_sent()
    {
        await using var app = new ClientContext();
        var page = app.Render<NewRun>();

        page.Find("input[id='optimization.epochs']").Input("many");
        page.Find("button.ap-start").Click();

        Assert.Contains("'many' is no whole number", FieldOf(page, "optimization.epochs"), StringComparison.Ordinal);
        Assert.DoesNotContain(app.Server.Requests, request => request.Method == HttpMethod.Post);
    }

    [Theory]
    [InlineData("NaN")]
    [InlineData("1e999")]
    public async Task A_number_that_is_not_finite_is_refused(string entered)
    {
        await using var app = new ClientContext();
        var page = app.Render<NewRun>();

        page.Find("input[id='optimization.learningRate']").Input(entered);

        Assert.Contains($"'{entered}' is no number", FieldOf(page, "optimization.learningRate"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_server_refuses_is_shown_at_its_field()
    {
        await using var app = new ClientContext();
        app.Server.Refuse(HttpMethod.Post, Routes.Runs, new Problem(Title: "Invalid", Status: 400, Errors: new() { ["data.path"] = ["No such folder on the server."] }));
        var page = app.Render<NewRun>();

        page.Find("button.ap-start").Click();

        page.WaitForAssertion(() => Assert.Contains("No such folder on the server.", FieldOf(page, "data.path"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_preview_states_saved_flops_and_the_estimated_time()
    {
        await using var app = new ClientContext();
        var plan = RunPlan.For(Presets.Find(Presets.Demo)!.Spec, 10_000, 10);
        app.Server.Answer(Routes.Devices, new DeviceReport(true, [], "", "", "", "", 2, 8, 40, [new DeviceSummary("cpu", "CPU", 8, plan.TrainFlops / 125)]), ContractsJson.Default.DeviceReport);
        var page = app.Render<NewRun>();

        page.WaitForAssertion(() => Assert.Contains("about 2 min", page.Find("#estimated-time").TextContent, StringComparison.Ordinal));
        Assert.Equal($"{100 * plan.FlopsSaved:F0} % (computed)", page.Find("#flops-saved").TextContent.Trim());
        Assert.InRange(plan.FlopsSaved, 0.3, 0.7);
    }

    [Fact]
    public async Task Pressing_start_again_after_an_error_repeats_the_same_key()
    {
        await using var app = new ClientContext();
        app.Server.Refuse(HttpMethod.Post, Routes.Runs, new Problem(Title: "The server is busy", Status: 503));
        var page = app.Render<NewRun>();

        page.Find("button.ap-start").Click();
        page.WaitForAssertion(() => Assert.Contains("The server is busy", page.Markup, StringComparison.Ordinal));
        page.Find("button.ap-start").Click();
        page.WaitForAssertion(() => Assert.Equal(2, app.Server.Posts(Routes.Runs).Count));
        page.Find("input[id='seed']").Input("4");
        page.Find("button.ap-start").Click();
        page.WaitForAssertion(() => Assert.Equal(3, app.Server.Posts(Routes.Runs).Count));

        var keys = app.Server.Posts(Routes.Runs).Select(request => request.Headers.GetValues("Idempotency-Key").Single()).ToArray();
        Assert.Equal(keys[0], keys[1]);
        Assert.NotEqual(keys[1], keys[2]);
    }

    [Fact]
    public void An_estimate_needs_a_measured_speed()
    {
        var demo = Presets.Find(Presets.Demo)!.Spec;
        var report = new DeviceReport(true, [], "", "", "", "", 2, 8, 40, [new DeviceSummary("cpu", "CPU", 8, null)]);

        Assert.Null(RunEstimate.Of(demo, [], report)!.Seconds);
        Assert.Null(RunEstimate.Of(demo with { Seed = -1 }, [], report));
    }

    // The whole control: input, label and message.
    private static string FieldOf(IRenderedComponent<NewRun> page, string path) =>
        page.FindAll(".mud-input-control").Single(control => control.QuerySelector($"[id='{path}']") is not null).TextContent;
}
