namespace AutoProg.Training.Storage.PyTorch;

/// <summary>A dictionary of a file that holds tensors by name.</summary>
/// <param name="Key">The way to it from the top: keys joined by dots, <c>.</c> for the top itself.</param>
/// <param name="Others">Names of its entries that are no tensors.</param>
public sealed record StateDict(string Key, IReadOnlyDictionary<string, TensorView> Tensors, IReadOnlyList<string> Others)
{
    public const string Top = ".";
    private const int MaxDepth = 8;
    private const int MaxFound = 256;
    private const int LongestKey = 256;

    /// <summary>For a list of what is there: its key, and how much it holds.</summary>
    public override string ToString() => $"{Quoted.Of(Key)} ({Tensors.Count} tensors, {Tensors.Values.Sum(tensor => tensor.Elements):N0} values)";

    /// <summary>Every dictionary with tensors, from the top down; the same dictionary under two names is found once.</summary>
    internal static IReadOnlyList<StateDict> FindAll(object root)
    {
        var found = new List<StateDict>();
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var waiting = new Queue<Place>();
        waiting.Enqueue(new Place(null, "", 0, root));
        while (waiting.TryDequeue(out var place))
        {
            if (place.Value is not PickledDictionary dictionary || place.Depth > MaxDepth || !seen.Add(dictionary))
            {
                continue;
            }

            if (dictionary.Items.Values.Any(value => value is TensorView))
            {
                found.Add(found.Count < MaxFound
                    ? Of(place.Path, dictionary)
                    : throw new InvalidWeightsException($"it holds more than {MaxFound} dictionaries with tensors"));
            }

            foreach (var (key, value) in dictionary.Items.Where(item => item.Value is PickledDictionary && item.Key.Length <= LongestKey))
            {
                waiting.Enqueue(new Place(place, key, place.Depth + 1, value));
            }
        }

        return found;
    }

    private static StateDict Of(string key, PickledDictionary dictionary) => new(
        key,
        dictionary.Items.Where(item => item.Value is TensorView).ToDictionary(item => item.Key, item => (TensorView)item.Value, StringComparer.Ordinal),
        [.. dictionary.Items.Where(item => item.Value is not TensorView).Select(item => item.Key)]);

    // Knows where it came from, because spelt-out paths of a hostile file could be many and long.
    private sealed record Place(Place? Parent, string Key, int Depth, object Value)
    {
        public string Path => Parent is null ? Top : Parent.Parent is null ? Key : $"{Parent.Path}.{Key}";
    }
}
