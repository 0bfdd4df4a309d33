using System.Globalization;
using AutoProg.Client.Runs;
using AutoProg.Contracts.Events;

namespace AutoProg.Client.Savings;

/// <summary>What a growth did to the held-out loss, and when training had made it good.</summary>
/// <param name="Jump">Loss just after growing less loss just before: negative where growing helped at once.</param>
/// <param name="RecoveredAfter">Steps until an evaluation was as good as before, or null where none was yet; 0 where nothing was lost.</param>
public sealed record GrowthShock(NetworkGrown Growth, double Jump, int? RecoveredAfter)
{
    public static GrowthShock Of(NetworkGrown growth, RunHistory history)
    {
        var jump = growth.LossAfter - growth.LossBefore;
        var recovered = history.Series(SeriesNames.TestLoss).FirstOrDefault(point => point.Step > growth.Step && point.Value <= growth.LossBefore);
        return new GrowthShock(growth, jump, jump <= 0 ? 0 : recovered.Step > 0 ? recovered.Step - growth.Step : null);
    }

    public string Text => Jump.ToString("+0.000;−0.000;0", CultureInfo.InvariantCulture) + (RecoveredAfter switch
    {
        0 => "",
        { } steps => $", recovered within {steps.ToString("N0", CultureInfo.InvariantCulture)} steps",
        null => ", not recovered at an evaluation yet",
    });
}
