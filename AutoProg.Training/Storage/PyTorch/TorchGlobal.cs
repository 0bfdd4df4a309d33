using static TorchSharp.torch;

namespace AutoProg.Training.Storage.PyTorch;

/// <summary>A name of Python that a state dictionary needs. The list is closed; nothing is ever looked up elsewhere.</summary>
internal sealed class TorchGlobal
{
    private static readonly Dictionary<(string Module, string Name), TorchGlobal> Allowed = new TorchGlobal[]
    {
        new("collections", "OrderedDict", call: arguments => arguments is [] ? new PickledDictionary(isOrdered: true) : null),
        new("torch._utils", "_rebuild_tensor_v2", call: TensorView.Of),
        new("torch._utils", "_rebuild_parameter", call: arguments => arguments is [TensorView tensor, _, _] ? tensor : null),
        new("torch", "DoubleStorage", ScalarType.Float64),
        new("torch", "FloatStorage", ScalarType.Float32),
        new("torch", "HalfStorage", ScalarType.Float16),
        new("torch", "BFloat16Storage", ScalarType.BFloat16),
        new("torch", "LongStorage", ScalarType.Int64),
        new("torch", "IntStorage", ScalarType.Int32),
        new("torch", "ByteStorage", ScalarType.Byte),
        new("torch", "BoolStorage", ScalarType.Bool),
        new("torch.storage", "UntypedStorage", ScalarType.Byte),
    }.ToDictionary(global => (global.module, global.name));

    private readonly string module, name;
    private readonly Func<IReadOnlyList<object>, object?>? call;

    private TorchGlobal(string module, string name, ScalarType? storage = null, Func<IReadOnlyList<object>, object?>? call = null) =>
        (this.module, this.name, Storage, this.call) = (module, name, storage, call);

    public string Name => $"{module}.{name}";

    /// <summary>The numbers of a storage of this type, or null for what is no storage.</summary>
    public ScalarType? Storage { get; }

    /// <exception cref="InvalidWeightsException">The name is not on the list; the message says which it is.</exception>
    public static TorchGlobal Find(string module, string name) => Allowed.TryGetValue((module, name), out var known)
        ? known
        : throw new InvalidWeightsException(
            $"it asks for the Python object {Quoted.Of($"{module}.{name}")}, and only tensors, dictionaries and plain values are read. "
            + "If you trust the file, load it in PyTorch and save its weights alone: torch.save(model.state_dict(), path)");

    public object Call(PickledTuple arguments) => call?.Invoke(arguments.Items)
        ?? throw new InvalidWeightsException($"it calls {Quoted.Of(Name)} with {arguments.Items.Count} arguments in a way that torch.save never does");
}
