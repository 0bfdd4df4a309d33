namespace AutoProg.Client.Charts;

/// <summary>How a person arranged the charts; charts it does not name follow in their usual order.</summary>
public sealed record BoardLayout(IReadOnlyList<ChartLayout> Charts)
{
    public static BoardLayout Usual { get; } = new([]);

    public ChartLayout Of(string title) => Charts.FirstOrDefault(chart => chart.Title == title) ?? new ChartLayout(title);

    /// <summary>The charts to draw, pinned ones first.</summary>
    public IReadOnlyList<PanelModel> Arrange(IEnumerable<PanelModel> panels) =>
    [
        .. InOrder(panels, panel => panel.Title)
            .Select(panel => (Panel: panel, Layout: Of(panel.Title)))
            .Where(chart => !chart.Layout.Hidden)
            .OrderByDescending(chart => chart.Layout.Pinned)
            .Select(chart => chart.Panel with { Log = chart.Layout.Log ?? chart.Panel.Log, Fit = chart.Layout.Fit }),
    ];

    /// <summary>With one chart changed.</summary>
    public BoardLayout With(IEnumerable<string> titles, string title, Func<ChartLayout, ChartLayout> change) =>
        new([.. InOrder(titles, one => one).Select(one => one == title ? change(Of(one)) : Of(one))]);

    /// <summary>With one chart a place up (-1) or down (1) among those that are shown.</summary>
    public BoardLayout Move(IEnumerable<string> titles, string title, int by)
    {
        var charts = InOrder(titles, one => one).Select(Of).OrderByDescending(chart => chart.Pinned).ToList();
        var from = charts.FindIndex(chart => chart.Title == title);
        var to = from + by;
        while (to >= 0 && to < charts.Count && charts[to].Hidden)
        {
            to += by;
        }

        if (from >= 0 && to >= 0 && to < charts.Count && charts[to].Pinned == charts[from].Pinned)
        {
            var moved = charts[from];
            charts.RemoveAt(from);
            charts.Insert(to, moved);
        }

        return new BoardLayout(charts);
    }

    private T[] InOrder<T>(IEnumerable<T> charts, Func<T, string> title)
    {
        var order = Charts.Select((chart, place) => (chart.Title, place)).ToDictionary(chart => chart.Title, chart => chart.place);
        return [.. charts.OrderBy(chart => order.GetValueOrDefault(title(chart), int.MaxValue))];
    }
}

/// <summary>How one chart is drawn.</summary>
/// <param name="Log">Null leaves it to the page.</param>
/// <param name="Fit">As in <see cref="PanelModel"/>.</param>
public sealed record ChartLayout(string Title, bool Hidden = false, bool Pinned = false, bool? Log = null, bool Fit = false);
