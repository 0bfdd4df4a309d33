namespace AutoProg.Training.Storage.PyTorch;

/// <summary>
/// Reads the pickle of a torch.save file without running anything: a stack machine that knows dictionaries, lists, tuples,
/// plain values and tensors, and refuses every other name and operation.
/// </summary>
/// <param name="entries">Of the archive: <c>data/KEY</c> holds the numbers of storage KEY.</param>
internal sealed class Unpickler(ReadOnlyMemory<byte> pickle, IReadOnlyDictionary<string, StoredEntry> entries)
{
    public const int MaxLength = 16 << 20;

    /// <summary>Bounds the memory that a small file can ask for; 20,000 tensors take about 900,000.</summary>
    public const int MaxOperations = 1_000_000;

    private const byte Protocol = 2;
    private readonly PickleBytes bytes = new(pickle);
    private readonly List<object> stack = [];
    private readonly List<int> marks = [];
    private readonly Dictionary<uint, object> memo = [];

    /// <exception cref="InvalidWeightsException">The pickle breaks a rule; the message names it.</exception>
    public object Load()
    {
        if (bytes.Byte() != Opcode.Proto || bytes.Byte() != Protocol)
        {
            throw new InvalidWeightsException($"data.pkl is no pickle of protocol {Protocol}, which torch.save writes by default");
        }

        for (var operations = 0; operations < MaxOperations; operations++)
        {
            var operation = bytes.Byte();
            if (operation == Opcode.Stop)
            {
                return Result();
            }

            Do(operation);
        }

        throw new InvalidWeightsException($"data.pkl takes more than {MaxOperations} operations");
    }

    private object Result() => stack.Count == 1 && marks.Count == 0 && bytes.Rest == 0
        ? stack[0]
        : throw new InvalidWeightsException($"data.pkl ends with {stack.Count} values, {marks.Count} open marks and {bytes.Rest} bytes left, not with one value");

    private void Do(byte operation)
    {
        switch (operation)
        {
            case Opcode.Mark: marks.Add(stack.Count); break;
            case Opcode.Global: stack.Add(TorchGlobal.Find(bytes.Line(), bytes.Line())); break;
            case Opcode.Reduce: Reduce(); break;
            case Opcode.Build: Build(); break;
            case Opcode.BinPersId: stack.Add(StorageOf(Pop())); break;
            case Opcode.BinGet: stack.Add(Recall(bytes.Byte())); break;
            case Opcode.LongBinGet: stack.Add(Recall(bytes.UInt32())); break;
            case Opcode.BinPut: memo[bytes.Byte()] = Top(); break;
            case Opcode.LongBinPut: memo[bytes.UInt32()] = Top(); break;
            case Opcode.None: stack.Add(PickledOther.None); break;
            case Opcode.NewTrue or Opcode.NewFalse: stack.Add(PickledOther.Value); break;
            case Opcode.BinInt: stack.Add((long)bytes.Int32()); break;
            case Opcode.BinInt1: stack.Add((long)bytes.Byte()); break;
            case Opcode.BinInt2: stack.Add((long)bytes.UInt16()); break;
            case Opcode.Long1: stack.Add((object?)bytes.Integer(bytes.Byte()) ?? PickledOther.Value); break;
            case Opcode.BinFloat: bytes.Take(sizeof(double)); stack.Add(PickledOther.Value); break;
            case Opcode.BinUnicode: stack.Add(bytes.Text()); break;
            case Opcode.EmptyTuple: stack.Add(PickledTuple.Empty); break;
            case Opcode.Tuple1: stack.Add(new PickledTuple(Take(1))); break;
            case Opcode.Tuple2: stack.Add(new PickledTuple(Take(2))); break;
            case Opcode.Tuple3: stack.Add(new PickledTuple(Take(3))); break;
            case Opcode.Tuple: stack.Add(new PickledTuple(TakeToMark())); break;
            case Opcode.EmptyList: stack.Add(PickledList.Any); break;
            case Opcode.Append: Append(Take(1)); break;
            case Opcode.Appends: Append(TakeToMark()); break;
            case Opcode.EmptyDict: stack.Add(new PickledDictionary(isOrdered: false)); break;
            case Opcode.SetItem: SetItems(Take(2)); break;
            case Opcode.SetItems: SetItems(TakeToMark()); break;
            default: throw new InvalidWeightsException($"data.pkl holds the pickle operation 0x{operation:x2}, which torch.save does not write for tensors and plain values");
        }
    }

    private void Reduce()
    {
        var (arguments, function) = (Pop(), Pop());
        stack.Add((function, arguments) is (TorchGlobal global, PickledTuple tuple)
            ? global.Call(tuple)
            : throw new InvalidWeightsException($"data.pkl calls {PickledKinds.KindOf(function)} with {PickledKinds.KindOf(arguments)}"));
    }

    // The state of a state dictionary is its versions by module: nothing that weights need.
    private void Build()
    {
        Pop();
        if (Top() is not PickledDictionary { IsOrdered: true })
        {
            throw new InvalidWeightsException($"data.pkl gives further state to {PickledKinds.KindOf(Top())}; only an OrderedDict may have any");
        }
    }

    private PickledStorage StorageOf(object reference)
    {
        if (reference is not PickledTuple { Items: ["storage", TorchGlobal { Storage: { } type }, string key, string, long count] })
        {
            throw new InvalidWeightsException($"data.pkl refers to {PickledKinds.KindOf(reference)} outside it that is no storage of a known type");
        }

        var entry = entries.TryGetValue($"data/{key}", out var found)
            ? found
            : throw new InvalidWeightsException($"the archive lacks the entry of storage {Quoted.Of(key)}");
        return (Int128)count * SafetensorsTypes.Size(type) == entry.Length
            ? new PickledStorage(type, count, entry)
            : throw new InvalidWeightsException($"storage {Quoted.Of(key)} claims {count} elements of {SafetensorsTypes.Size(type)} bytes, but its entry has {entry.Length} bytes");
    }

    private void Append(object[] items)
    {
        if (Top() is not PickledList)
        {
            throw new InvalidWeightsException($"data.pkl appends {items.Length} items to {PickledKinds.KindOf(Top())}, not to a list");
        }
    }

    private void SetItems(object[] pairs)
    {
        if (Top() is not PickledDictionary dictionary || pairs.Length % 2 != 0)
        {
            throw new InvalidWeightsException($"data.pkl sets {pairs.Length} keys and values on {PickledKinds.KindOf(Top())}; only dictionaries take pairs of them");
        }

        for (var i = 0; i < pairs.Length; i += 2)
        {
            dictionary.Set(pairs[i], pairs[i + 1]);
        }
    }

    private object Recall(uint place) => memo.TryGetValue(place, out var known)
        ? known
        : throw new InvalidWeightsException($"data.pkl recalls value {place}, which was never kept");

    private object Top() => stack.Count > Floor ? stack[^1] : throw Empty();

    private object Pop() => Take(1)[0];

    private object[] Take(int count)
    {
        if (stack.Count - Floor < count)
        {
            throw Empty();
        }

        var taken = new object[count];
        stack.CopyTo(stack.Count - count, taken, 0, count);
        stack.RemoveRange(stack.Count - count, count);
        return taken;
    }

    private object[] TakeToMark()
    {
        var count = stack.Count - Floor;
        if (marks.Count == 0)
        {
            throw new InvalidWeightsException("data.pkl closes a mark that was never set");
        }

        var taken = Take(count);
        marks.RemoveAt(marks.Count - 1);
        return taken;
    }

    // Nothing below an open mark may be taken.
    private int Floor => marks.Count == 0 ? 0 : marks[^1];

    private static InvalidWeightsException Empty() => new("data.pkl takes a value from an empty stack");
}
