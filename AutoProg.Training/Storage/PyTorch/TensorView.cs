using static TorchSharp.torch;

namespace AutoProg.Training.Storage.PyTorch;

/// <summary>A tensor as a file describes it: a checked window of a storage, with strides in elements.</summary>
public sealed class TensorView
{
    private readonly PickledStorage storage;
    private readonly long offset;

    private TensorView(PickledStorage storage, long offset, long[] shape, long[] strides)
    {
        (this.storage, this.offset, Shape, Strides) = (storage, offset, shape, strides);
        (Elements, Span) = Measure();
    }

    public ScalarType Type => storage.Type;

    public IReadOnlyList<long> Shape { get; }

    /// <summary>Elements in the tensor.</summary>
    public long Elements { get; }

    /// <summary>Elements of the storage from the first to the last that it uses.</summary>
    internal long Span { get; }

    internal IReadOnlyList<long> Strides { get; }

    /// <summary>Where its first element lies in the file.</summary>
    internal long Begin => storage.Entry.Begin + offset * SafetensorsTypes.Size(Type);

    /// <summary>True where the elements lie in row-major order without gaps.</summary>
    internal bool IsContiguous
    {
        get
        {
            var expected = 1L;
            for (var i = Shape.Count - 1; i >= 0; i--)
            {
                if (Shape[i] != 1 && Strides[i] != expected)
                {
                    return Elements == 0;
                }

                expected *= Shape[i];
            }

            return true;
        }
    }

    /// <summary>From the arguments of <c>_rebuild_tensor_v2</c>: storage, offset, shape, strides, whether it needs gradients, hooks, metadata.</summary>
    internal static TensorView Of(IReadOnlyList<object> arguments)
    {
        if (arguments is not [PickledStorage storage, long offset, PickledTuple sides, PickledTuple steps, _, _, ..] || arguments.Count > 7)
        {
            throw new InvalidWeightsException("a tensor is built from other arguments than storage, offset, shape and strides");
        }

        if (arguments.Count == 7 && arguments[6] is not PickledDictionary { Items.Count: 0 } && !ReferenceEquals(arguments[6], PickledOther.None))
        {
            throw new InvalidWeightsException("a tensor carries metadata, such as a pending negation, which would change its values");
        }

        return new TensorView(storage, offset, Integers(sides), Integers(steps));
    }

    private static long[] Integers(PickledTuple tuple) =>
        [.. tuple.Items.Select(item => item is long number
            ? number
            : throw new InvalidWeightsException($"the shape or the strides of a tensor hold {PickledKinds.KindOf(item)}"))];

    private (long Elements, long Span) Measure()
    {
        if (Shape.Count != Strides.Count || Shape.Count > SafetensorsHeader.MaxRank)
        {
            throw Refused($"{Strides.Count} strides, and at most {SafetensorsHeader.MaxRank} dimensions are allowed");
        }

        if (offset < 0 || offset > storage.Count || Shape.Any(side => side < 0) || Strides.Any(stride => stride < 0))
        {
            throw Refused($"the offset {offset} and the strides [{string.Join(", ", Strides)}], of which one is negative or outside the storage");
        }

        // Zeros count as ones at first, so that [0, 2^62, 2^62] is refused as well.
        var isEmpty = Shape.Contains(0);
        var limit = isEmpty ? long.MaxValue / sizeof(double) : storage.Count;
        Int128 elements = 1, last = offset;
        for (var i = 0; i < Shape.Count; i++)
        {
            elements *= Math.Max(Shape[i], 1);
            last += isEmpty ? 0 : (Int128)(Shape[i] - 1) * Strides[i];
            if (elements > limit || (!isEmpty && last >= storage.Count))
            {
                throw Refused($"the offset {offset} and the strides [{string.Join(", ", Strides)}]: it reaches outside its storage of {storage.Count} elements, or repeats them");
            }
        }

        if (!isEmpty && last >= storage.Count)
        {
            throw Refused($"the offset {offset}, outside its storage of {storage.Count} elements");
        }

        return isEmpty ? (0, 0) : ((long)elements, (long)(last - offset) + 1);
    }

    private InvalidWeightsException Refused(string what) => new($"a tensor of shape [{string.Join(", ", Shape.Take(SafetensorsHeader.MaxRank))}] has {what}");
}
