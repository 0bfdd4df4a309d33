using AutoProg.Contracts.Runs;
using AutoProg.Server.Supervision;
using Microsoft.Extensions.Time.Testing;

namespace AutoProg.Server.Tests.Supervision;

public sealed class VitalSignsTests
{
    private readonly FakeTimeProvider time = new();
    private readonly VitalSigns signs;

    public VitalSignsTests() => signs = new VitalSigns(new ServerOptions(), time);

    [Fact]
    public void A_worker_that_beats_and_advances_is_well_for_hours()
    {
        for (var step = 0; step < 5_000; step++)
        {
            Pass(seconds: 2, Beat(step));
            Assert.Null(signs.Complaint());
        }
    }

    [Fact]
    public void No_progress_is_a_complaint_after_60_s_and_after_300_s_in_a_long_phase()
    {
        Assert.Equal(62, SecondsUntilComplaint(longPhase: false));
        Assert.Equal(302, SecondsUntilComplaint(longPhase: true));
    }

    [Fact]
    public void The_first_step_of_an_attempt_may_take_300_s()
    {
        Assert.Null(ComplaintAfter(seconds: 300, step: 0));
        Assert.Contains("300 s", ComplaintAfter(seconds: 4, step: 0));
    }

    [Fact]
    public void A_worker_with_slow_steps_has_20_of_them_before_it_is_hung()
    {
        Assert.Null(ComplaintAfter(seconds: 2, step: 0));
        Assert.Null(ComplaintAfter(seconds: 38, step: 0));
        Assert.Null(ComplaintAfter(seconds: 800, step: 1));
        Assert.Contains("800 s", ComplaintAfter(seconds: 4, step: 1));
    }

    [Fact]
    public void Silence_is_a_complaint_after_60_s()
    {
        Pass(2, Beat(1));
        for (var k = 0; k < 30; k++)
        {
            Pass(2, Beat(1));
            Assert.Null(signs.Complaint());
        }

        Pass(2, Beat(1));
        Assert.Equal("The worker gave no sign of life for 60 s.", signs.Complaint());
    }

    [Fact]
    public void No_hello_in_60_s_is_a_complaint()
    {
        for (var k = 0; k < 30; k++)
        {
            Pass(2, null);
            Assert.Null(signs.Complaint());
        }

        Pass(2, null);
        Assert.Contains("said nothing", signs.Complaint());
    }

    [Fact]
    public void A_machine_that_slept_for_a_day_has_no_hung_worker()
    {
        Pass(2, Beat(1));
        Pass(seconds: 86_400, Beat(1));
        Assert.Null(signs.Complaint());
    }

    [Fact]
    public void A_clock_set_back_a_day_does_not_matter()
    {
        Pass(2, Beat(1));
        Pass(2, Beat(2) with { At = Beat(2).At.AddDays(-1) });
        Assert.Null(signs.Complaint());
    }

    private double SecondsUntilComplaint(bool longPhase)
    {
        var fresh = new VitalSigns(new ServerOptions(), time);
        for (var step = 5; step < 7; step++)
        {
            fresh.Look(Beat(step), stopRequested: false);
            time.Advance(TimeSpan.FromSeconds(2));
        }

        var start = time.GetTimestamp();
        var progress = time.GetUtcNow();
        while (true)
        {
            fresh.Look(new Heartbeat(time.GetUtcNow(), progress, 7, "saving", longPhase), stopRequested: false);
            if (fresh.Complaint() is not null)
            {
                return time.GetElapsedTime(start).TotalSeconds;
            }

            time.Advance(TimeSpan.FromSeconds(2));
        }
    }

    private string? ComplaintAfter(double seconds, int step)
    {
        for (var k = 0; k < seconds / 2; k++)
        {
            Pass(2, Beat(step) with { At = time.GetUtcNow() });
        }

        return signs.Complaint();
    }

    private void Pass(double seconds, Heartbeat? beat)
    {
        time.Advance(TimeSpan.FromSeconds(seconds));
        signs.Look(beat, stopRequested: false);
    }

    private static Heartbeat Beat(int step) => new(DateTimeOffset.UnixEpoch.AddSeconds(step), DateTimeOffset.UnixEpoch.AddSeconds(step), step, "training", LongPhase: false);
}
