using static TorchSharp.torch;

namespace AutoProg.Training.Storage.PyTorch;

/// <summary>A value that no tensor needs: nothing, a truth value, a number with a fraction, a big integer.</summary>
internal sealed class PickledOther
{
    public static PickledOther None { get; } = new();

    public static PickledOther Value { get; } = new();
}

/// <summary>A list. Its items are dropped: no state dictionary lies in one.</summary>
internal sealed class PickledList
{
    public static PickledList Any { get; } = new();
}

internal sealed class PickledTuple(object[] items)
{
    public static PickledTuple Empty { get; } = new([]);

    public IReadOnlyList<object> Items => items;
}

/// <summary>A dictionary, of which only entries with text as key are kept.</summary>
/// <param name="isOrdered">True for a <c>collections.OrderedDict</c>, the only value that may carry further state.</param>
internal sealed class PickledDictionary(bool isOrdered)
{
    private static readonly Dictionary<string, object> Nothing = [];
    private Dictionary<string, object>? items; // Made late: an empty one costs a file one byte.

    public bool IsOrdered => isOrdered;

    public IReadOnlyDictionary<string, object> Items => items ?? Nothing;

    public void Set(object key, object value)
    {
        if (key is string name && !(items ??= new(StringComparer.Ordinal)).TryAdd(name, value))
        {
            throw new InvalidWeightsException($"the key {Quoted.Of(name)} appears twice in a dictionary");
        }
    }
}

/// <summary>A storage of tensors: numbers of one type, which fill one entry of the archive.</summary>
internal sealed record PickledStorage(ScalarType Type, long Count, StoredEntry Entry);

internal static class PickledKinds
{
    /// <summary>What a message calls a value.</summary>
    public static string KindOf(object value) => value switch
    {
        PickledDictionary { IsOrdered: true } => "an OrderedDict",
        PickledDictionary => "a dictionary",
        PickledList => "a list",
        PickledTuple => "a tuple",
        PickledStorage => "a storage",
        TensorView => "a tensor",
        TorchGlobal global => $"the global {Quoted.Of(global.Name)}",
        string => "text",
        long => "an integer",
        _ => "a plain value",
    };
}
