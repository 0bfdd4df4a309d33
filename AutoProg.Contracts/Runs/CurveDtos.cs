namespace AutoProg.Contracts.Runs;

/// <summary>Curves of a run over a stretch of one axis, thinned to what so many pixels can show.</summary>
/// <param name="LastSequence">Rows up to this number are in it.</param>
/// <param name="Stages">Where growth stages begin, on the axis; those of the whole run.</param>
public sealed record CurveSet(string RunId, long LastSequence, IReadOnlyList<CurveSlice> Curves, IReadOnlyList<StageMark> Stages);

/// <summary>One curve as columns of equal length: an entry is a point, or a stretch of points. Null stands for NaN or infinity.</summary>
/// <param name="Points">Points of the stretch that was asked for.</param>
/// <param name="X">Where an entry ends on the axis.</param>
/// <param name="Last">The entry's last value.</param>
/// <param name="Band">What entries hold beside their last value; null where each is one point.</param>
/// <param name="Gaps">Pairs of places on the axis between which values are not finite.</param>
public sealed record CurveSlice(string Series, long Points, double[] X, float?[] Last, CurveBand? Band, IReadOnlyList<double[]> Gaps);

/// <summary>Columns of a thinned curve.</summary>
/// <param name="Count">Points of each entry.</param>
/// <param name="Mean">Of its finite values.</param>
/// <param name="Least">The lowest of them.</param>
/// <param name="Most">The highest of them.</param>
public sealed record CurveBand(int[] Count, float?[] Mean, float?[] Least, float?[] Most);

/// <summary>The first point of a growth stage.</summary>
/// <param name="Index">0 for the first.</param>
/// <param name="X">On the axis that was asked for.</param>
public sealed record StageMark(int Index, double X, int Step, int Resolution, int Depth);
