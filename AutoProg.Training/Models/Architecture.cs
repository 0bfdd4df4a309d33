using AutoProg.Contracts.Specification;
using static TorchSharp.torch;

namespace AutoProg.Training.Models;

/// <summary>
/// Names and shapes of a model's weights without the weights, and which of them depend on the number of classes
/// or on the resolution: found by building the model three times on torch's meta device, which has no memory.
/// </summary>
public sealed class Architecture
{
    private readonly ModelSpec spec;
    private readonly IReadOnlyDictionary<string, long[]> shapes;
    private readonly IReadOnlyDictionary<string, int> classDimensions;

    private Architecture(ModelSpec spec, IReadOnlyDictionary<string, long[]> one, IReadOnlyDictionary<string, long[]> two, IReadOnlyDictionary<string, long[]> larger)
    {
        (this.spec, shapes) = (spec, one);
        classDimensions = one.Where(pair => !pair.Value.SequenceEqual(two[pair.Key]))
            .ToDictionary(pair => pair.Key, pair => pair.Value.Zip(two[pair.Key]).TakeWhile(sides => sides.First == sides.Second).Count());
        Positions = one.Where(pair => !pair.Value.SequenceEqual(larger[pair.Key])).Select(pair => pair.Key).ToHashSet();
    }

    /// <summary>Names of the weights whose shapes depend on the number of classes: heads, or a table of labels.</summary>
    public IEnumerable<string> Classifier => classDimensions.Keys;

    /// <summary>Names of the weights whose shapes depend on the resolution.</summary>
    public IReadOnlySet<string> Positions { get; }

    /// <summary>Whether a weight belongs to the stage vectors of a DiT: weights without them fit too, since the vectors may start at 0.</summary>
    public static bool IsOfStages(string name) => name.StartsWith("s_embedder.", StringComparison.Ordinal);

    /// <summary>That of a model at a depth in blocks.</summary>
    /// <param name="channels">Channels of the images.</param>
    public static Architecture Of(ModelSpec spec, int channels, int depth) => new(
        spec,
        Shapes(spec, channels, 1, depth),
        Shapes(spec, channels, 2, depth),
        Shapes(spec with { Resolution = 2 * spec.Resolution }, channels, 1, depth));

    /// <summary>Holds the shapes of weights by name against this.</summary>
    public ArchitectureMatch Compare(IReadOnlyDictionary<string, long[]> found)
    {
        var headless = classDimensions.Keys.All(name => !found.ContainsKey(name));
        var classes = ClassesOf(found);
        var resolution = ResolutionOf(found);
        var stageless = !found.Keys.Any(IsOfStages);
        var missing = shapes.Keys.Where(name =>
            !found.ContainsKey(name) && !(headless && classDimensions.ContainsKey(name)) && !(stageless && IsOfStages(name)));
        return new ArchitectureMatch(
            Sorted(missing),
            Sorted(found.Keys.Where(name => !shapes.ContainsKey(name))),
            [.. shapes.Where(pair => found.ContainsKey(pair.Key) && !Fits(pair.Key, found[pair.Key]))
                .Select(pair => new Reshaped(pair.Key, found[pair.Key], Expected(pair.Key))).OrderBy(reshaped => reshaped.Name, StringComparer.Ordinal)],
            classes,
            resolution ?? spec.Resolution);

        bool Fits(string name, long[] shape) => Expected(name).SequenceEqual(shape)
            || (Positions.Contains(name) && resolution is not null && PositionTable.Of(shape, shapes[name], spec) is not null);

        long[] Expected(string name)
        {
            var expected = (long[])shapes[name].Clone();
            if (classDimensions.TryGetValue(name, out var dimension))
            {
                expected[dimension] += classes - 1;
            }

            return expected;
        }
    }

    // All classifier weights must agree with the first one; 0 for a model without. The label table of a DiT has one row more.
    private int ClassesOf(IReadOnlyDictionary<string, long[]> found)
    {
        var (name, dimension) = classDimensions.FirstOrDefault(pair => found.ContainsKey(pair.Key));
        return name is not null && dimension < found[name].Length
            ? (int)Math.Clamp(found[name][dimension] - (shapes[name][dimension] - 1), 0, int.MaxValue)
            : 0;
    }

    private int? ResolutionOf(IReadOnlyDictionary<string, long[]> found)
    {
        var sides = Positions.Where(found.ContainsKey)
            .Select(name => (Found: PositionTable.Of(found[name], shapes[name], spec), Own: PositionTable.Of(shapes[name], shapes[name], spec)))
            .ToArray();
        var resolutions = sides.Select(pair => pair is ({ } there, { } own) ? spec.Resolution / own.Side * there.Side : 0).Distinct().ToArray();
        return resolutions is [> 0 and var one] ? one : null;
    }

    private static Dictionary<string, long[]> Shapes(ModelSpec spec, int channels, int classes, int depth) =>
        MetaDevice.ShapesOf(() => Build(spec, channels, classes, depth));

    private static nn.Module Build(ModelSpec spec, int channels, int classes, int depth) => spec.Family == ModelFamily.Dit
        ? new Dit(spec with { Depth = depth }, classes)
        : VisionModel.Create(spec, channels, classes, depth);

    private static string[] Sorted(IEnumerable<string> names) => [.. names.Order(StringComparer.Ordinal)];
}

/// <summary>A weight of another shape than a model's.</summary>
public sealed record Reshaped(string Name, IReadOnlyList<long> Found, IReadOnlyList<long> Expected)
{
    public override string ToString() => $"{Name} [{string.Join(", ", Found)}] instead of [{string.Join(", ", Expected)}]";
}

/// <summary>How weights fit a model.</summary>
/// <param name="Missing">Names of the model that the weights lack.</param>
/// <param name="Unexpected">Names the model does not have.</param>
/// <param name="Reshaped">Weights of another shape, beyond classes and resolution.</param>
/// <param name="Classes">Of their classifier; 0 where they have none.</param>
/// <param name="Resolution">Of their position embeddings, pixels per side.</param>
public sealed record ArchitectureMatch(
    IReadOnlyList<string> Missing, IReadOnlyList<string> Unexpected, IReadOnlyList<Reshaped> Reshaped, int Classes, int Resolution)
{
    /// <summary>True where names and shapes are the model's, whatever classes and resolution.</summary>
    public bool Fits => Missing.Count + Unexpected.Count + Reshaped.Count == 0;

    /// <summary>What does not fit, up to so many names of each kind.</summary>
    public string Describe(int most) => string.Join("; ", new[]
    {
        Some("missing", Missing, most),
        Some("unexpected", Unexpected, most),
        Some("of another shape", [.. Reshaped.Select(each => each.ToString())], most),
    }.OfType<string>());

    private static string? Some(string kind, IReadOnlyList<string> names, int most) => names.Count == 0
        ? null
        : $"{names.Count} {kind}: {string.Join(", ", names.Take(most))}{(names.Count > most ? ", …" : "")}";
}
