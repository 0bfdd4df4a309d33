using AutoProg.Training.Storage;
using AutoProg.Training.Storage.PyTorch;

namespace AutoProg.Training.Tests.Storage.PyTorch;

/// <summary>Parts of pickles that are right unless told otherwise, and the check that a file is refused.</summary>
internal static class Hostile
{
    /// <summary>Bytes of the entry that <see cref="Storage"/> refers to.</summary>
    public const int FourFloats = 16;

    /// <summary>The name of a case is the reason it is refused for, and after a bar what tells it from others.</summary>
    public static string ReasonOf(string name) => name.Split(" | ")[0];

    public static void AssertRefused(string reason, byte[] archive)
    {
        var error = Assert.Throws<InvalidWeightsException>(() => TorchFile.Open(new MemoryStream(archive), "hostile.pt"));

        Assert.StartsWith("hostile.pt is refused: ", error.Message);
        Assert.Contains(reason, error.Message);
    }

    public static PickleWriter Storage(this PickleWriter pickle, long count = 4, string type = "FloatStorage", string key = "0") =>
        pickle.Op("(").Text("storage").Global("torch", type).Text(key).Text("cpu").Int(count).Op("tQ");

    public static PickleWriter Tensor(
        this PickleWriter pickle, long offset = 0, long[]? shape = null, long[]? strides = null, string? sides = null, string metadata = "")
    {
        pickle.Global("torch._utils", "_rebuild_tensor_v2").Op("(").Storage().Int(offset);
        _ = sides is null ? pickle.Ints(shape ?? [4]) : pickle.Op(sides);
        return pickle.Ints(strides ?? [1]).Raw(0x89).Global("collections", "OrderedDict").Op(")R").Op(metadata).Op("tR");
    }
}
