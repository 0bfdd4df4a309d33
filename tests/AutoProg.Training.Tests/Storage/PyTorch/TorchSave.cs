namespace AutoProg.Training.Tests.Storage.PyTorch;

/// <summary>Numbers of one type, one entry of the archive however many tensors share them.</summary>
internal sealed record SavedStorage(string Type, int ItemSize, byte[] Bytes)
{
    public static SavedStorage Floats(params float[] values) => new("FloatStorage", sizeof(float), [.. values.SelectMany(BitConverter.GetBytes)]);
}

/// <summary>A tensor, and whether it is a parameter.</summary>
internal sealed record SavedTensor(SavedStorage Storage, long Offset, long[] Shape, long[] Strides, bool IsParameter = false)
{
    public static SavedTensor Vector(params float[] values) => new(SavedStorage.Floats(values), 0, [values.Length], [1]);
}

/// <summary>An OrderedDict with the state that a state dictionary carries.</summary>
internal sealed record StateDictionary(params (string Key, object? Value)[] Items);

/// <summary>What torch.save writes of dictionaries, lists, tuples, plain values and tensors.</summary>
internal sealed class TorchSave
{
    private readonly PickleWriter pickle = new();
    private readonly List<SavedStorage> storages = [];
    private readonly Dictionary<string, uint> globals = [];

    public static byte[] Bytes(object? root)
    {
        var save = new TorchSave();
        save.Write(root);
        return ZipWriter.Write(Items(save.pickle.Stop(), [.. save.storages.Select(storage => storage.Bytes)]));
    }

    /// <summary>The entries of an archive with that pickle.</summary>
    public static List<ZipItem> Items(byte[] pickle, params byte[][] storages) =>
    [
        new("archive/data.pkl", pickle),
        new("archive/.format_version", "1"u8.ToArray()),
        new("archive/byteorder", "little"u8.ToArray()),
        .. storages.Select((bytes, key) => new ZipItem($"archive/data/{key}", bytes)),
        new("archive/version", "3\n"u8.ToArray()),
        new("archive/.data/serialization_id", "0636067806040000000000"u8.ToArray()),
    ];

    private void Write(object? value)
    {
        switch (value)
        {
            case null: pickle.Op("N"); break;
            case bool truth: pickle.Raw(truth ? (byte)0x88 : (byte)0x89); break;
            case int number: pickle.Int(number); break;
            case long number: pickle.Int(number); break;
            case double number: pickle.Fraction(number); break;
            case string text: pickle.Text(text).Keep(); break;
            case SavedTensor { IsParameter: true } tensor: WriteParameter(tensor); break;
            case SavedTensor tensor: WriteTensor(tensor); break;
            case StateDictionary dictionary: WriteOrdered(dictionary); break;
            case Dictionary<object, object?> dictionary: WriteItems(pickle.Op("}").Keep(), [.. dictionary.Select(pair => (pair.Key, pair.Value))]); break;
            case List<object?> list: WriteList(list); break;
            case object?[] tuple: WriteTuple(tuple); break;
            default: throw new ArgumentException($"{value.GetType()} is not saved.");
        }
    }

    private void WriteOrdered(StateDictionary dictionary)
    {
        WriteItems(WriteEmptyOrdered(), [.. dictionary.Items.Select(pair => ((object)pair.Key, pair.Value))]);
        pickle.Op("}").Keep().Text("_metadata").Keep();
        WriteEmptyOrdered().Op("s").Op("b");
    }

    private PickleWriter WriteEmptyOrdered()
    {
        WriteGlobal("collections", "OrderedDict");
        return pickle.Op(")R").Keep();
    }

    private void WriteItems(PickleWriter target, (object Key, object? Value)[] items)
    {
        target.Op("(");
        foreach (var (key, value) in items)
        {
            Write(key);
            Write(value);
        }

        pickle.Op("u");
    }

    private void WriteList(List<object?> items)
    {
        pickle.Op("]").Keep().Op("(");
        items.ForEach(Write);
        pickle.Op("e");
    }

    private void WriteTuple(params object?[] items)
    {
        if (items.Length is 0 or > 3)
        {
            pickle.Op(items.Length == 0 ? ")" : "(");
        }

        Array.ForEach(items, Write);
        _ = items.Length switch
        {
            0 => pickle,
            1 or 2 or 3 => pickle.Raw((byte)(0x84 + items.Length)).Keep(),
            _ => pickle.Op("t").Keep(),
        };
    }

    private void WriteParameter(SavedTensor tensor)
    {
        WriteGlobal("torch._utils", "_rebuild_parameter");
        WriteTensor(tensor with { IsParameter = false });
        pickle.Raw(0x88);
        WriteEmptyOrdered().Raw(0x87).Op("R").Keep();
    }

    private void WriteTensor(SavedTensor tensor)
    {
        WriteGlobal("torch._utils", "_rebuild_tensor_v2");
        pickle.Op("(");
        WriteStorage(tensor.Storage);
        pickle.Int(tensor.Offset);
        WriteTuple([.. tensor.Shape.Select(side => (object?)side)]);
        WriteTuple([.. tensor.Strides.Select(stride => (object?)stride)]);
        pickle.Raw(0x89);
        WriteEmptyOrdered().Op("t").Keep().Op("R").Keep();
    }

    private void WriteStorage(SavedStorage storage)
    {
        if (!storages.Contains(storage))
        {
            storages.Add(storage);
        }

        pickle.Op("(").Text("storage").Keep();
        WriteGlobal(storage.Type == "UntypedStorage" ? "torch.storage" : "torch", storage.Type);
        pickle.Text($"{storages.IndexOf(storage)}").Keep().Text("cpu").Keep().Int(storage.Bytes.Length / storage.ItemSize).Op("t").Keep().Op("Q");
    }

    private void WriteGlobal(string module, string name)
    {
        if (globals.TryGetValue($"{module}.{name}", out var place))
        {
            pickle.Recall(place);
            return;
        }

        pickle.Global(module, name).Keep(out place);
        globals.Add($"{module}.{name}", place);
    }
}
