using AutoProg.Contracts.Events;

namespace AutoProg.Client.Charts;

/// <summary>Okabe and Ito's colours that keep 3:1 contrast on light and dark ground, fixed per series.</summary>
public static class SeriesColours
{
    public const string Blue = "#0072B2";
    public const string Vermilion = "#D55E00";
    public const string Green = "#009E73";
    public const string Purple = "#C46A9D";

    public static string Of(string series) => series switch
    {
        SeriesNames.TrainLoss => Blue,
        SeriesNames.TestTop1 or SeriesNames.TestTop5 or SeriesNames.TestLoss or SeriesNames.SampleFid or SeriesNames.SampleAccuracy => Vermilion,
        _ => Purple,
    };
}
