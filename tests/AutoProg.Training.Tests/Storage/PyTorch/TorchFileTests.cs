using AutoProg.Training.Storage;
using AutoProg.Training.Storage.PyTorch;
using AutoProg.Training.Tests.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace AutoProg.Training.Tests.Storage.PyTorch;

public sealed class TorchFileTests : IDisposable
{
    private static readonly SavedStorage Six = SavedStorage.Floats(0, 1, 2, 3, 4, 5);
    private readonly TempFolder folder = new();

    public static TheoryData<string, int, ScalarType> Types => new()
    {
        { "FloatStorage", 4, ScalarType.Float32 },
        { "DoubleStorage", 8, ScalarType.Float64 },
        { "HalfStorage", 2, ScalarType.Float16 },
        { "BFloat16Storage", 2, ScalarType.BFloat16 },
        { "LongStorage", 8, ScalarType.Int64 },
        { "IntStorage", 4, ScalarType.Int32 },
        { "ByteStorage", 1, ScalarType.Byte },
        { "BoolStorage", 1, ScalarType.Bool },
        { "UntypedStorage", 1, ScalarType.Byte },
    };

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_number_format_is_read_bit_by_bit(string storage, int size, ScalarType type)
    {
        using var scope = NewDisposeScope();
        var values = tensor(new[] { 1.0, 0, 2, 3, 4, 250 }).to(type).reshape(2, 3);
        var bytes = values.bytes.ToArray();
        Assert.Equal(6 * size, bytes.Length);

        var read = Read(scope, new StateDictionary(("a", new SavedTensor(new SavedStorage(storage, size, bytes), 0, [2, 3], [3, 1]))));

        Assert.Equal((type, 2L, 3L), (read["a"].dtype, read["a"].shape[0], read["a"].shape[1]));
        Assert.Equal(bytes, read["a"].bytes.ToArray());
    }

    public static TheoryData<string, long, long[], long[], float[]> Views => new()
    {
        { "whole", 0, [2, 3], [3, 1], [0, 1, 2, 3, 4, 5] },
        { "transposed", 0, [3, 2], [1, 3], [0, 3, 1, 4, 2, 5] },
        { "a row", 3, [3], [1], [3, 4, 5] },
        { "a column", 1, [2], [3], [1, 4] },
        { "every second", 1, [3], [2], [1, 3, 5] },
        { "a square inside", 1, [2, 2], [3, 1], [1, 2, 4, 5] },
        { "one element with any strides", 5, [1, 1], [100, 7], [5] },
        { "a scalar", 4, [], [], [4] },
        { "three dimensions, permuted", 0, [2, 1, 3], [1, 9, 2], [0, 2, 4, 1, 3, 5] },
    };

    [Theory]
    [MemberData(nameof(Views))]
    public void A_view_becomes_a_contiguous_tensor(string what, long offset, long[] shape, long[] strides, float[] expected)
    {
        using var scope = NewDisposeScope();
        var read = Read(scope, new StateDictionary(("a", new SavedTensor(Six, offset, shape, strides))));

        Assert.Equal(shape, read["a"].shape);
        Assert.True(read["a"].is_contiguous(), what);
        Assert.Equal(expected, read["a"].data<float>().ToArray());
    }

    [Fact]
    public void A_tensor_without_elements_keeps_its_shape()
    {
        using var scope = NewDisposeScope();
        var read = Read(scope, new StateDictionary(("a", new SavedTensor(Six, 6, [0, 4], [4, 1]))));

        Assert.Equal([0, 4], read["a"].shape);
    }

    [Fact]
    public void Weights_that_share_a_storage_are_read_apart()
    {
        using var scope = NewDisposeScope();
        var read = Read(scope, new StateDictionary(("first", new SavedTensor(Six, 0, [3], [1])), ("all", new SavedTensor(Six, 0, [6], [1])), ("head", new SavedTensor(Six, 0, [6], [1], IsParameter: true))));

        read["all"].zero_();

        Assert.Equal([0, 1, 2], read["first"].data<float>().ToArray());
        Assert.Equal([0, 1, 2, 3, 4, 5], read["head"].data<float>().ToArray());
    }

    [Fact]
    public void A_checkpoint_with_other_values_gives_its_only_state_dictionary()
    {
        using var scope = NewDisposeScope();
        var checkpoint = new Dictionary<object, object?>
        {
            ["epoch"] = 7,
            ["seed"] = 1L << 40,
            ["negative"] = -3,
            ["lr"] = 0.1,
            ["best"] = null,
            ["done"] = true,
            ["name"] = "tiny",
            ["betas"] = new object?[] { 0.9, 0.999 },
            ["shape"] = new object?[] { 1, 2, 3, 4 },
            ["none"] = Array.Empty<object?>(),
            ["history"] = new List<object?> { 1.0, new List<object?> { 2 }, SavedTensor.Vector(9) },
            ["model"] = new StateDictionary(("a", SavedTensor.Vector(1, 2)), ("extra", "text")),
            ["optimizer"] = new Dictionary<object, object?> { ["state"] = new Dictionary<object, object?> { [0] = new Dictionary<object, object?> { ["exp_avg"] = SavedTensor.Vector(3) } } },
        };
        using var file = Open(checkpoint);

        var chosen = file.Choose(null);

        Assert.Equal("model", chosen.Key);
        Assert.Equal(["extra"], chosen.Others);
        Assert.Equal([1, 2], file.Read(chosen)["a"].data<float>().ToArray());
    }

    [Fact]
    public void Several_state_dictionaries_are_listed_and_one_is_chosen_by_its_key()
    {
        using var scope = NewDisposeScope();
        using var file = Open(new Dictionary<object, object?>
        {
            ["step"] = SavedTensor.Vector(5),
            ["state"] = new Dictionary<object, object?> { ["model"] = new StateDictionary(("a", SavedTensor.Vector(1, 2)), ("b", SavedTensor.Vector(3))) },
            ["model_ema"] = new StateDictionary(("a", SavedTensor.Vector(4, 5))),
        });

        var ambiguous = Assert.Throws<InvalidWeightsException>(() => file.Choose(null));
        var wrong = Assert.Throws<InvalidWeightsException>(() => file.Choose("ema"));

        Assert.All([ambiguous, wrong], error => Assert.Contains("There is: '.' (1 tensors, 1 values), 'model_ema' (1 tensors, 2 values), 'state.model' (2 tensors, 3 values)", error.Message));
        Assert.Contains("--key", ambiguous.Message);
        Assert.Equal([4, 5], file.Read(file.Choose("model_ema"))["a"].data<float>().ToArray());
        Assert.Equal([3], file.Read(file.Choose("state.model"))["b"].data<float>().ToArray());
        Assert.Equal([5], file.Read(file.Choose("."))["step"].data<float>().ToArray());
    }

    [Fact]
    public void A_file_without_tensors_is_refused()
    {
        using var file = Open(new Dictionary<object, object?> { ["model"] = new StateDictionary(), ["list"] = new List<object?> { SavedTensor.Vector(1) } });

        Assert.Contains("no dictionary of tensors", Assert.Throws<InvalidWeightsException>(() => file.Choose(null)).Message);
    }

    [Fact]
    public void An_archive_with_plain_end_records_is_read_as_well()
    {
        using var scope = NewDisposeScope();
        var save = TorchSave.Bytes(new StateDictionary(("a", new SavedTensor(Six, 0, [6], [1]))));
        using var whole = TorchFile.Open(new MemoryStream(save), "large");
        var pickle = new PickleWriter().Op("}").Text("a").Global("torch._utils", "_rebuild_tensor_v2").Op("((").Text("storage").Global("torch", "FloatStorage")
            .Text("0").Text("cpu").Int(6).Op("tQ").Int(0).Ints(6).Ints(1).Raw(0x89).Op("NtRs").Stop();
        using var plain = TorchFile.Open(new MemoryStream(ZipWriter.Write(TorchSave.Items(pickle, Six.Bytes), large: false)), "plain");

        Assert.True(whole.Read(whole.Choose(null))["a"].Equals(plain.Read(plain.Choose(null))["a"]));
    }

    [Fact]
    public void What_CPython_pickles_of_a_checkpoint_is_read()
    {
        using var scope = NewDisposeScope();
        File.WriteAllBytes(folder["tiny.pth.tar"], CPythonCheckpoint.Bytes);

        using var read = WeightsFile.Read(folder["tiny.pth.tar"]);

        Assert.Equal("model", read.Key);
        Assert.Equal(["'module.' was taken off every name."], read.Notes);
        Assert.Equal(["half", "num_batches_tracked", "row", "turned", "weight"], read.Tensors.Keys.Order());
        Assert.Equal([0, 1, 2, 3, 4, 5], read.Tensors["weight"].data<float>().ToArray());
        Assert.Equal([2, 3], read.Tensors["weight"].shape);
        Assert.Equal([0, 3, 1, 4, 2, 5], read.Tensors["turned"].data<float>().ToArray());
        Assert.Equal([3, 4, 5], read.Tensors["row"].data<float>().ToArray());
        Assert.Equal([0.5f, -1.5f, 2], read.Tensors["half"].to(float32).data<float>().ToArray());
        Assert.Equal(7, read.Tensors["num_batches_tracked"].item<long>());
    }

    [Fact]
    public void Prefixes_of_wrappers_are_taken_off_only_where_every_name_has_them()
    {
        File.WriteAllBytes(folder["a.pt"], TorchSave.Bytes(new StateDictionary(("_orig_mod.module.a", SavedTensor.Vector(1)), ("_orig_mod.module.b", SavedTensor.Vector(1)))));
        File.WriteAllBytes(folder["b.pt"], TorchSave.Bytes(new StateDictionary(("module.a", SavedTensor.Vector(1)), ("b", SavedTensor.Vector(1)))));

        using var wrapped = WeightsFile.Read(folder["a.pt"]);
        using var mixed = WeightsFile.Read(folder["b.pt"]);

        Assert.Equal(["a", "b"], wrapped.Tensors.Keys.Order());
        Assert.Equal(["b", "module.a"], mixed.Tensors.Keys.Order());
    }

    [Fact]
    public void The_file_is_free_after_it_was_refused()
    {
        File.WriteAllBytes(folder["a.pt"], [0x80, 2, .. new byte[40]]);

        Assert.Contains("a.pt is refused: it is a pickle of PyTorch's old form", Assert.Throws<InvalidWeightsException>(() => TorchFile.Open(folder["a.pt"])).Message);

        using var again = new FileStream(folder["a.pt"], FileMode.Open, FileAccess.ReadWrite, FileShare.None);
    }

    public void Dispose() => folder.Dispose();

    private static TorchFile Open(object root) => TorchFile.Open(new MemoryStream(TorchSave.Bytes(root)), "test");

    private static Dictionary<string, Tensor> Read(DisposeScope scope, object root)
    {
        using var file = Open(root);
        var tensors = file.Read(file.Choose(null));
        scope.Attach(tensors.Values);
        return tensors;
    }
}
