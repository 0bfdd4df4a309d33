using System.Text.Json.Serialization;

namespace AutoProg.Client.Charts;

/// <summary>What <c>js/charts.js</c> draws: panels stacked over one shared horizontal axis.</summary>
/// <param name="Dark">Which theme to draw for.</param>
/// <param name="Axis">Formats the horizontal axis: <c>step</c>, <c>epoch</c>, <c>wall-time</c> or <c>flops</c>.</param>
/// <param name="Until">Where the axis ends at least, or null to end with the data.</param>
/// <param name="Timeline">The growth schedule of the run, or null where several are drawn.</param>
/// <param name="From">Where the axis begins.</param>
/// <param name="Outage">Where on the axis the newest data ends while the connection is lost; null while it stands.</param>
/// <param name="FullCost">Where a run at full size would end, or null where that is not known or not a cost.</param>
/// <param name="Names">The lines of all panels with their names, for exported pictures; null where each panel names its own.</param>
public sealed record ChartModel(
    bool Dark, string Axis, string AxisTitle, double? Until, TimelineModel? Timeline, IReadOnlyList<PanelModel> Panels, double From = 0, IReadOnlyList<NameModel>? Names = null,
    double? Outage = null, StripModel? FullCost = null)
{
    private const int TitleHeight = 30, LabelHeight = 30, LaneHeight = 46, FootHeight = 48;

    /// <summary>The timeline, where there is one, and the panels from top to bottom.</summary>
    public IReadOnlyList<RowModel> Rows
    {
        get
        {
            var rows = new List<RowModel>();
            var top = TitleHeight;
            foreach (var (title, height) in Stacked)
            {
                rows.Add(new RowModel(title, top, height));
                top += height + LabelHeight + TitleHeight;
            }

            return rows;
        }
    }

    /// <summary>In pixels.</summary>
    public int Height => Rows is [.., var last] ? last.Top + last.Height + FootHeight : 0;

    private IEnumerable<(string Title, int Height)> Stacked => Panels.Select(panel => (panel.Title, panel.Height))
        .Prepend(("Growth schedule", LaneHeight * Timeline?.Lanes.Count ?? 0)).Where(row => row.Item2 > 0);
}

/// <summary>Where a row of the drawing lies, in pixels.</summary>
public sealed record RowModel(string Title, int Top, int Height);

/// <summary>A stretch of the axis with what it stands for.</summary>
public sealed record StripModel(double From, double To, string Text);

/// <summary>A line of a legend.</summary>
public sealed record NameModel(string Name, string Colour, string Dash);

/// <summary>One panel of curves.</summary>
/// <param name="Format">Formats values: <c>number</c>, <c>percent</c>, <c>rate</c>, <c>count</c>, <c>bytes</c>, <c>watts</c> or <c>celsius</c>.</param>
/// <param name="Height">In pixels.</param>
/// <param name="Fit">True to leave out the outer 2 % of the values on either side; what lies beyond is marked at the edge.</param>
/// <param name="Series">What it draws, for exports; null where it cannot be exported by itself.</param>
public sealed record PanelModel(
    string Title, string Format, bool Log, IReadOnlyList<CurveModel> Curves, IReadOnlyList<LevelModel> Levels, int Height, bool Fit = false, IReadOnlyList<string>? Series = null)
{
    public const int High = 210;
    public const int Low = 110;
}

/// <summary>A curve as columns; a null value breaks the line.</summary>
/// <param name="Raw">The unsmoothed values, drawn faint behind; null where nothing is smoothed.</param>
/// <param name="Sparse">True where single points can be seen, and are marked.</param>
/// <param name="Dash">As in <see cref="LineLook"/>.</param>
/// <param name="Symbol">As in <see cref="LineLook"/>.</param>
/// <param name="Low">The lowest of the values that each place stands for; null where each is one value.</param>
/// <param name="High">The highest of them.</param>
/// <param name="Gaps">Pairs of places between which values are not finite, where the line alone does not show it.</param>
public sealed record CurveModel(
    string Name, string Colour, IReadOnlyList<double> X, IReadOnlyList<double?> Y, IReadOnlyList<double?>? Raw, bool Sparse, string Dash = "solid", string Symbol = "circle",
    IReadOnlyList<double?>? Low = null, IReadOnlyList<double?>? High = null, IReadOnlyList<double[]>? Gaps = null);

/// <summary>A horizontal line to compare with.</summary>
public sealed record LevelModel(string Name, double Value);

/// <summary>The growth schedule in the units of the axis: its stages, and what each lane says of every stage.</summary>
public sealed record TimelineModel(IReadOnlyList<StageModel> Stages, IReadOnlyList<LaneModel> Lanes);

/// <summary>One stage: outlined where planned, filled up to <paramref name="Done"/>.</summary>
/// <param name="Search">True for the steps of a supernet, drawn hatched.</param>
public sealed record StageModel(double From, double To, double Done, int Resolution, int Depth, string Text, bool Search = false)
{
    /// <summary>0 for the first; both parts of a searched stage have its number.</summary>
    public int Index { get; init; }
}

/// <summary>One quantity that grows, a cell per stage.</summary>
public sealed record LaneModel(string Name, string Colour, IReadOnlyList<LaneCell> Cells);

/// <param name="Share">Of full size, 0 to 1.</param>
/// <param name="Label">Its value with the unit.</param>
/// <param name="Brief">Its value where there is little room.</param>
public sealed record LaneCell(double Share, string Label, string Brief);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ChartModel))]
[JsonSerializable(typeof(BoardLayout))]
public sealed partial class ChartJson : JsonSerializerContext;
