using AutoProg.Training.Storage;
using AutoProg.Training.Storage.PyTorch;
using static AutoProg.Training.Tests.Storage.PyTorch.Hostile;

namespace AutoProg.Training.Tests.Storage.PyTorch;

/// <summary>Small files that ask for much memory or time.</summary>
public sealed class HostileMemoryTests
{
    [Fact]
    public void Copies_of_one_storage_cannot_ask_for_much_more_memory_than_the_file_has()
    {
        var storage = new SavedStorage("ByteStorage", 1, new byte[100_000]);
        using var file = TorchFile.Open(new MemoryStream(TorchSave.Bytes(new StateDictionary(
            [.. Enumerable.Range(0, 9).Select(i => ($"{i}", (object?)new SavedTensor(storage, 0, [100_000], [1])))]))), "copies");

        Assert.Contains("more than 4 times", Assert.Throws<InvalidWeightsException>(() => file.Read(file.Choose(null))).Message);
    }

    [Fact]
    public void Values_that_hold_themselves_or_nest_deeply_are_passed_by()
    {
        var loop = new PickleWriter().Op("}").Keep(out var self).Text("me").Recall(self).Op("s").Text("list").Op("]").Keep(out var list).Recall(list).Op("as");
        using var looped = TorchFile.Open(new MemoryStream(ZipWriter.Write(TorchSave.Items(loop.Text("a").Tensor().Op("s").Stop(), new byte[FourFloats]))), "loop");
        var deep = new PickleWriter();
        for (var level = 0; level < 100_000; level++)
        {
            deep.Op("}").Text("a");
        }

        deep.Tensor().Op(new string('s', 100_000));
        using var nested = TorchFile.Open(new MemoryStream(ZipWriter.Write(TorchSave.Items(deep.Stop(), new byte[FourFloats]))), "deep");
        var shared = new PickleWriter().Op("}").Text("parts").Op("](").Op("}").Keep(out var below);
        for (var level = 0; level < 60; level++)
        {
            shared.Op("}(").Text("a").Recall(below).Text("b").Recall(below).Op("u").Keep(out below);
        }

        using var doubled = TorchFile.Open(new MemoryStream(ZipWriter.Write(TorchSave.Items(shared.Op("es").Text("top").Recall(below).Op("s").Stop()))), "shared");

        Assert.Equal(".", Assert.Single(looped.StateDicts).Key);
        Assert.Empty(nested.StateDicts);
        Assert.Empty(doubled.StateDicts);
    }

    [Theory]
    [InlineData("dictionaries", "}")]
    [InlineData("tuples", "N\u0085")]
    [InlineData("marks", "(")]
    [InlineData("lists", "]")]
    [InlineData("big integers", "\u008a\u0001\u0001")]
    [InlineData("text", "X\u0001\0\0\0a")]
    [InlineData("memory", "r")]
    [InlineData("dictionaries of one", "}h\0h\0s")]
    public void A_small_file_cannot_ask_for_much_memory(string what, string operations)
    {
        var pickle = new PickleWriter().Text("a").Op("q\0");
        for (uint i = 0; i < 1_100_000; i++)
        {
            pickle.Op(operations);
            _ = operations == "r" ? pickle.UInt32(i) : pickle;
        }

        var archive = ZipWriter.Write(TorchSave.Items(pickle.Stop()));
        var before = GC.GetAllocatedBytesForCurrentThread();

        AssertRefused("operations", archive);

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < 200 << 20, $"{what}: {allocated >> 20} MiB");
    }
}
