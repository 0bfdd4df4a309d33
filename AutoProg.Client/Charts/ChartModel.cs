using System.Text.Json.Serialization;

namespace AutoProg.Client.Charts;

/// <summary>What <c>js/charts.js</c> draws: panels stacked over one shared horizontal axis.</summary>
/// <param name="Dark">Which theme to draw for.</param>
/// <param name="Axis">Formats the horizontal axis: <c>step</c>, <c>epoch</c>, <c>wall-time</c> or <c>flops</c>.</param>
/// <param name="Until">Where the axis ends at least, or null to end with the data.</param>
/// <param name="Timeline">The growth schedule of the run, or null where several are drawn.</param>
/// <param name="From">Where the axis begins.</param>
/// <param name="Names">The lines of all panels with their names, for exported pictures; null where each panel names its own.</param>
public sealed record ChartModel(
    bool Dark, string Axis, string AxisTitle, double? Until, TimelineModel? Timeline, IReadOnlyList<PanelModel> Panels, double From = 0, IReadOnlyList<NameModel>? Names = null);

/// <summary>A line of a legend.</summary>
public sealed record NameModel(string Name, string Colour, string Dash);

/// <summary>One panel of curves.</summary>
/// <param name="Format">Formats values: <c>number</c>, <c>percent</c>, <c>rate</c> or <c>count</c>.</param>
/// <param name="Height">In pixels.</param>
public sealed record PanelModel(string Title, string Format, bool Log, IReadOnlyList<CurveModel> Curves, IReadOnlyList<LevelModel> Levels, int Height)
{
    public const int High = 210;
    public const int Low = 110;
}

/// <summary>A curve as columns; a null value breaks the line.</summary>
/// <param name="Raw">The unsmoothed values, drawn faint behind; null where nothing is smoothed.</param>
/// <param name="Sparse">True where single points can be seen, and are marked.</param>
/// <param name="Dash">As in <see cref="LineLook"/>.</param>
/// <param name="Symbol">As in <see cref="LineLook"/>.</param>
public sealed record CurveModel(
    string Name, string Colour, IReadOnlyList<double> X, IReadOnlyList<double?> Y, IReadOnlyList<double?>? Raw, bool Sparse, string Dash = "solid", string Symbol = "circle");

/// <summary>A horizontal line to compare with.</summary>
public sealed record LevelModel(string Name, double Value);

/// <summary>The growth schedule in the units of the axis.</summary>
public sealed record TimelineModel(IReadOnlyList<StageModel> Stages, int FullResolution, int FullDepth);

/// <summary>One stage: outlined where planned, filled up to <paramref name="Done"/>.</summary>
/// <param name="Search">True for the steps of a supernet, drawn hatched.</param>
public sealed record StageModel(double From, double To, double Done, int Resolution, int Depth, string Text, bool Search = false);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ChartModel))]
public sealed partial class ChartJson : JsonSerializerContext;
