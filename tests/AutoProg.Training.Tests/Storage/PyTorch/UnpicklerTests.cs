using AutoProg.Training.Tests.Data;
using static AutoProg.Training.Tests.Storage.PyTorch.Hostile;

namespace AutoProg.Training.Tests.Storage.PyTorch;

/// <summary>Pickles that are wrong or hostile, and the reason that each is refused for.</summary>
public sealed class UnpicklerTests
{
    private static readonly Dictionary<string, Func<PickleWriter, PickleWriter>> Pickles = new()
    {
        // Other names of Python.
        ["'posix.system'"] = pickle => pickle.Global("posix", "system").Op("(").Text("touch canary").Op("tR"),
        ["'os.system'"] = pickle => pickle.Op("}").Text("a").Global("os", "system").Text("touch canary").Raw(0x85).Op("Rs"),
        ["'builtins.eval'"] = pickle => pickle.Global("builtins", "eval").Text("1").Raw(0x85).Op("R"),
        ["'argparse.Namespace'"] = pickle => pickle.Op("}").Text("args").Global("argparse", "Namespace").Op(")").Raw(0x81).Op("}bs"),
        ["'torch._utils._rebuild_tensor_v3'"] = pickle => pickle.Global("torch._utils", "_rebuild_tensor_v3"),
        ["'torch.CharStorage'"] = pickle => pickle.Global("torch", "CharStorage"),
        ["'torch.nn.modules.linear.Linear'"] = pickle => pickle.Global("torch.nn.modules.linear", "Linear"),
        ["'numpy.core.multiarray.scalar'"] = pickle => pickle.Global("numpy.core.multiarray", "scalar"),
        ["'collections.OrderedDict.fromkeys'"] = pickle => pickle.Global("collections", "OrderedDict.fromkeys"),
        ["'torch_utils._rebuild_tensor_v2'"] = pickle => pickle.Global("torch_utils", "_rebuild_tensor_v2"),
        ["'a?[2Jb.'"] = pickle => pickle.Global("a\u001b[2Jb", ""),

        // Calls that are not those of torch.save.
        ["calls text with a tuple"] = pickle => pickle.Text("os.system").Op(")R"),
        ["calls a list with a tuple"] = pickle => pickle.Op("])R"),
        ["calls the global 'collections.OrderedDict' with a list"] = pickle => pickle.Global("collections", "OrderedDict").Op("]R"),
        ["calls 'collections.OrderedDict' with 1 arguments"] = pickle => pickle.Global("collections", "OrderedDict").Op("]").Raw(0x85).Op("R"),
        ["calls 'torch.FloatStorage' with 1 arguments"] = pickle => pickle.Global("torch", "FloatStorage").Int(1 << 30).Raw(0x85).Op("R"),
        ["calls 'torch._utils._rebuild_parameter' with 3 arguments"] = pickle => pickle.Global("torch._utils", "_rebuild_parameter").Op("NNN").Raw(0x87).Op("R"),
        ["other arguments than storage, offset"] = pickle => pickle.Global("torch._utils", "_rebuild_tensor_v2").Op(")R"),
        ["metadata, such as a pending negation"] = pickle => pickle.Tensor(metadata: "}X\u0003\0\0\0neg\u0088s"),
        ["0x81"] = pickle => pickle.Global("collections", "OrderedDict").Op(")").Raw(0x81),
        ["0x93"] = pickle => pickle.Text("os").Text("system").Raw(0x93),
        ["0x69"] = pickle => pickle.Op("ios\nsystem\n"),
        ["0x82"] = pickle => pickle.Raw(0x82, 1),

        // State and items.
        ["further state to a dictionary"] = pickle => pickle.Op("}}b"),
        ["further state to a list"] = pickle => pickle.Op("]}b"),
        ["further state to a tensor"] = pickle => pickle.Tensor().Op("}b"),
        ["on a list; only dictionaries"] = pickle => pickle.Op("]NNs"),
        ["on a tuple; only dictionaries"] = pickle => pickle.Op(")(NNu"),
        ["sets 3 keys and values on a dictionary"] = pickle => pickle.Op("}(NNNu"),
        ["appends 1 items to a dictionary"] = pickle => pickle.Op("}Na"),
        ["appends 2 items to text"] = pickle => pickle.Text("a").Op("(NNe"),
        ["the key 'a' appears twice"] = pickle => pickle.Op("}(").Text("a").Op("N").Text("a").Op("Nu"),

        // References to storages.
        ["claims 5 elements of 4 bytes, but its entry has 16"] = pickle => pickle.Storage(count: 5),
        ["claims 3 elements of 4 bytes, but its entry has 16"] = pickle => pickle.Storage(count: 3),
        ["claims 2 elements of 8 bytes, but its entry has 15"] = pickle => pickle.Storage(count: 2, type: "DoubleStorage", key: "odd"),
        ["claims -4 elements"] = pickle => pickle.Storage(count: -4),
        ["claims 4611686018427387908 elements"] = pickle => pickle.Storage(count: (1L << 62) + 4),
        ["lacks the entry of storage '9'"] = pickle => pickle.Storage(key: "9"),
        ["lacks the entry of storage '../data.pkl'"] = pickle => pickle.Storage(key: "../data.pkl"),
        ["refers to text outside it"] = pickle => pickle.Text("0").Op("Q"),
        ["refers to an OrderedDict outside it"] = pickle => pickle.Global("collections", "OrderedDict").Op(")RQ"),
        ["refers to a tuple outside it"] = pickle => pickle.Op("(").Text("module").Global("torch", "FloatStorage").Text("0").Text("cpu").Int(4).Op("tQ"),
        ["no storage of a known type"] = pickle => pickle.Op("(").Text("storage").Text("FloatStorage").Text("0").Text("cpu").Int(4).Op("tQ"),
        ["no storage of a known type | OrderedDict"] = pickle => pickle.Op("(").Text("storage").Global("collections", "OrderedDict").Text("0").Text("cpu").Int(4).Op("tQ"),
        ["no storage of a known type | key"] = pickle => pickle.Op("(").Text("storage").Global("torch", "FloatStorage").Int(0).Text("cpu").Int(4).Op("tQ"),
        ["no storage of a known type | six"] = pickle => pickle.Op("(").Text("storage").Global("torch", "FloatStorage").Text("0").Text("cpu").Int(4).Op("NtQ"),

        // Views.
        ["outside its storage of 4 elements | length"] = pickle => pickle.Tensor(shape: [5], strides: [1]),
        ["outside its storage of 4 elements | offset"] = pickle => pickle.Tensor(offset: 1),
        ["outside its storage of 4 elements | stride"] = pickle => pickle.Tensor(shape: [2, 2], strides: [3, 1]),
        ["outside its storage of 4 elements | scalar"] = pickle => pickle.Tensor(offset: 4, shape: [], strides: []),
        ["outside its storage of 4 elements | overflow"] = pickle => pickle.Tensor(shape: [3], strides: [long.MaxValue]),
        ["outside its storage of 4 elements | overflow of the shape"] = pickle => pickle.Tensor(shape: [1L << 62, 4], strides: [0, 0]),
        ["outside its storage of 4 elements, or repeats them"] = pickle => pickle.Tensor(shape: [1L << 40], strides: [0]),
        ["or repeats them | nothing"] = pickle => pickle.Tensor(shape: [0, 1L << 62, 1L << 62], strides: [1, 1, 1]),
        ["negative or outside the storage | offset"] = pickle => pickle.Tensor(offset: -1),
        ["negative or outside the storage | stride"] = pickle => pickle.Tensor(offset: 3, strides: [-1]),
        ["negative or outside the storage | side"] = pickle => pickle.Tensor(shape: [-4]),
        ["negative or outside the storage | nothing"] = pickle => pickle.Tensor(offset: 5, shape: [0]),
        ["has 2 strides"] = pickle => pickle.Tensor(strides: [1, 1]),
        ["has 33 strides"] = pickle => pickle.Tensor(shape: [.. Enumerable.Repeat(1L, 33)], strides: [.. Enumerable.Repeat(1L, 33)]),
        ["hold text"] = pickle => pickle.Tensor(sides: "(X\u0001\0\0\04t"),

        // The stack machine.
        ["empty stack"] = pickle => pickle.Op("s"),
        ["empty stack | below a mark"] = pickle => pickle.Op("}(s"),
        ["empty stack | keep"] = pickle => pickle.Op("q\0"),
        ["empty stack | appends"] = pickle => pickle.Op("(Ne"),
        ["a mark that was never set"] = pickle => pickle.Op("Nt"),
        ["recalls value 7"] = pickle => pickle.Op("h\u0007"),
        ["recalls value 4294967295"] = pickle => pickle.Op("j\u00ff\u00ff\u00ff\u00ff"),
        ["ends with 2 values"] = pickle => pickle.Op("NN"),
        ["ends with 0 values"] = pickle => pickle,
        ["1 open marks"] = pickle => pickle.Op("N("),
        ["and 2 bytes left"] = pickle => pickle.Op("N.N"),
        ["no end within 256 bytes"] = pickle => pickle.Global(new string('a', 300), "b"),
        ["no valid UTF-8"] = pickle => pickle.Op("X\u0002\0\0\0\u00c3\u0028"),
        ["4294967295 bytes are asked for"] = pickle => pickle.Op("X\u00ff\u00ff\u00ff\u00ff"),
        ["255 bytes are asked for"] = pickle => pickle.Raw(0x8a, 255),
        ["8 bytes are asked for"] = pickle => pickle.Op("G"),
        ["more than 1000000 operations"] = pickle => pickle.Op(new string('}', 1_000_001)),
        ["more than 256 dictionaries with tensors"] = pickle => Many(pickle, 257),
    };

    public static TheoryData<string> Names => [.. Pickles.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_pickle_is_refused_because_it(string name)
    {
        var pickle = Pickles[name](new PickleWriter()).Stop();

        AssertRefused(ReasonOf(name), ZipWriter.Write([.. TorchSave.Items(pickle, new byte[FourFloats]), new ZipItem("archive/data/odd", new byte[15])]));
    }

    [Fact]
    public void Nothing_of_a_refused_file_is_run()
    {
        using var folder = new TempFolder();
        var command = $"touch '{folder["canary"]}'";
        foreach (var (module, name) in new[] { ("os", "system"), ("posix", "system"), ("nt", "system"), ("subprocess", "getoutput"), ("builtins", "exec") })
        {
            var pickle = new PickleWriter().Global(module, name).Op("(").Text(command).Op("tR").Stop();
            AssertRefused($"'{module}.{name}'", ZipWriter.Write(TorchSave.Items(pickle)));
        }

        Assert.False(File.Exists(folder["canary"]));
    }

    private static PickleWriter Many(PickleWriter pickle, int count)
    {
        pickle.Op("}(").Text("tensor").Tensor().Keep(out var tensor);
        for (var i = 0; i < count; i++)
        {
            pickle.Text($"{i}").Op("}").Text("a").Recall(tensor).Op("s");
        }

        return pickle.Op("u");
    }
}
