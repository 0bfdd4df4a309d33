using AutoProg.Client.Runs;
using AutoProg.Contracts.Runs;

namespace AutoProg.Client.Charts;

/// <summary>A stretch of an axis that a chart shows, and how many pixels it has for it.</summary>
public sealed record ZoomRange(double From, double To, int Pixels);

/// <summary>
/// Long curves as queries brought them: each whole and coarse, and what is zoomed into in its place, in detail. Points that
/// came after the query follow from the feed.
/// </summary>
public sealed class LoadedCurves(RunsClient runs, string runId)
{
    private const int WholePixels = 1_200;
    private const int MostNewPoints = 500;
    private Dictionary<string, CurveSlice> whole = [];
    private Dictionary<string, CurveSlice> detail = [];
    private (CurveAxis Axis, int Attempt)? wholeOf;
    private ZoomRange? detailOf;

    /// <summary>Asks for what is missing; false where nothing was.</summary>
    /// <exception cref="Browser.ApiException">The server did not answer.</exception>
    public async Task<bool> LoadAsync(RunHistory history, IReadOnlyList<string> series, CurveAxis axis, ZoomRange? zoom, CancellationToken token)
    {
        var wanted = series.Where(history.IsThinned).ToArray();
        var attempt = history.Attempt?.Attempt ?? 0;
        var renew = wholeOf != (axis, attempt) || wanted.Any(name => !whole.TryGetValue(name, out var known) || NewPoints(history, known, axis) > MostNewPoints);
        if (wanted.Length == 0 || (!renew && zoom == detailOf))
        {
            return false;
        }

        if (renew)
        {
            whole = await AskAsync(wanted, axis, null, token);
            (wholeOf, detail, detailOf) = ((axis, attempt), [], null);
        }

        if (zoom != detailOf)
        {
            detail = zoom is null ? [] : await AskAsync(wanted, axis, zoom, token);
            detailOf = zoom;
        }

        return true;
    }

    /// <summary>A long curve and what came since, or null where the history has all of it, or nothing is loaded yet.</summary>
    public (IReadOnlyList<CurveEntry> Entries, IReadOnlyList<double[]> Gaps)? Find(RunHistory history, string series, CurveAxis axis)
    {
        if (!history.IsThinned(series) || wholeOf?.Axis != axis || !whole.TryGetValue(series, out var coarse))
        {
            return null;
        }

        var entries = CurveEntry.Of(coarse);
        if (detail.TryGetValue(series, out var fine) && fine.X.Length > 1)
        {
            entries = entries.Where(entry => entry.X < fine.X[0]).Concat(CurveEntry.Of(fine)).Concat(entries.Where(entry => entry.X > fine.X[^1]));
        }

        var end = coarse.X.Length > 0 ? coarse.X[^1] : 0;
        return ([.. entries, .. history.Series(series).Select(point => CurveEntry.Of(point, axis)).Where(entry => entry.X > end)], coarse.Gaps);
    }

    private static int NewPoints(RunHistory history, CurveSlice slice, CurveAxis axis) =>
        slice.X.Length == 0 ? 0 : history.Series(slice.Series).Reverse().TakeWhile(point => axis.Of(point) > slice.X[^1]).Count();

    private async Task<Dictionary<string, CurveSlice>> AskAsync(string[] series, CurveAxis axis, ZoomRange? zoom, CancellationToken token) =>
        (await runs.CurvesAsync(runId, series, axis.Query(), zoom?.From, zoom?.To, zoom?.Pixels ?? WholePixels, token)).Curves.ToDictionary(slice => slice.Series);
}
