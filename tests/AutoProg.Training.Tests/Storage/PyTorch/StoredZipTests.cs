using System.Text;
using AutoProg.Training.Storage.PyTorch;
using static AutoProg.Training.Tests.Storage.PyTorch.Hostile;

namespace AutoProg.Training.Tests.Storage.PyTorch;

/// <summary>Archives that are wrong or hostile, and the reason that each is refused for.</summary>
public sealed class StoredZipTests
{
    private static readonly byte[] Good = new PickleWriter().Op("}").Text("a").Op("Ns").Stop();

    private static readonly Dictionary<string, Func<byte[]>> Archives = new()
    {
        ["no file of torch.save in its ZIP form | nothing"] = () => [],
        ["it has 4 bytes, too few for a ZIP archive"] = () => "PK\u0003\u0004"u8.ToArray(),
        ["no file of torch.save in its ZIP form | tar"] = () => [.. "ustar"u8, .. new byte[1024]],
        ["PyTorch's old form"] = () => [0x80, 2, 0x8a, 10, .. new byte[64]],
        ["compressed (method 8"] = () => With(item => item with { Method = 8 }, "archive/data.pkl"),
        ["compressed (method 8 | storage"] = () => With(item => item with { Method = 8 }, "archive/data/0"),
        ["encrypted"] = () => With(item => item with { Flags = 0x0809 }, "archive/data/0"),
        ["'archive/../data.pkl' is no plain path"] = () => Plus("archive/../data.pkl"),
        ["'../data.pkl' is no plain path"] = () => Plus("../data.pkl"),
        ["'/archive/x' is no plain path"] = () => Plus("/archive/x"),
        ["'archive//x' is no plain path"] = () => Plus("archive//x"),
        ["'archive/./x' is no plain path"] = () => Plus("archive/./x"),
        ["'archive/x/' is no plain path"] = () => Plus("archive/x/"),
        ["'archive/a\\x' is no plain path"] = () => Plus("archive/a\\x"),
        ["'C:/archive' is no plain path"] = () => Plus("C:/archive"),
        ["'archive/x?' is no plain path"] = () => Plus("archive/x\0"),
        ["'x' is no plain path"] = () => Plus("x"),
        ["'' is no plain path"] = () => Plus(""),
        ["aaa…' is no plain path"] = () => Plus("archive/" + new string('a', 600)),
        ["does not lie in the archive's folder 'archive/'"] = () => Plus("archive2/data.pkl"),
        ["'archive/data/0' appears twice"] = () => Plus("archive/data/0"),
        ["lacks data.pkl"] = () => ZipWriter.Write([new ZipItem("archive/archive/data.pkl", Good)]),
        ["contradicts the directory"] = () => With(item => item with { LocalName = "archive/data/1" }, "archive/data/0"),
        ["overlaps another one or the directory | length"] = () => With(item => item with { Length = 4_000_000_000 }, "archive/data/0"),
        ["overlaps another one or the directory | next"] = () => With(item => item with { Length = 80 }, "archive/data/0"),
        ["overlaps another one or the directory | same place"] = () => With(item => item with { Begin = 0 }, "archive/version"),
        ["overlaps another one or the directory | far away"] = () => With(item => item with { Begin = 4_000_000_000 }, "archive/version"),
        ["the directory of the ZIP archive is broken"] = () => With(item => item with { LargeBytes = 16 }, "archive/data/0"),
        ["overlaps another one or the directory | 64 bits"] = () => With(item => item with { LargeBytes = 24, Length = uint.MaxValue }, "archive/data/0"),
        ["TorchScript"] = () => Plus("archive/constants.pkl"),
        ["byte order is 'big'"] = () => With(item => item with { Bytes = "big"u8.ToArray() }, "archive/byteorder"),
        ["byte order is 'littlelittlelitt'"] = () => With(item => item with { Bytes = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("little", 9))) }, "archive/byteorder"),
        ["no pickle of protocol 2"] = () => ZipWriter.Write(TorchSave.Items([0x80, 4, (byte)'N', (byte)'.'])),
        ["no pickle of protocol 2 | none"] = () => ZipWriter.Write(TorchSave.Items("N."u8.ToArray())),
        ["data.pkl ends in the middle"] = () => ZipWriter.Write(TorchSave.Items([])),
        ["its data.pkl has 16777217 bytes"] = () => ZipWriter.Write(TorchSave.Items(new byte[(16 << 20) + 1])),
        ["does not end as a ZIP archive without comment"] = () => [.. Archive(), .. "comment"u8],
        ["does not end as a ZIP archive without comment | claimed"] = () => Patched(2, 7),
        ["one part of a ZIP archive in several"] = () => Patched(18, 1),
        ["two end records contradict each other | count"] = () => Patched(14, 9, 12, 9),
        ["two end records contradict each other | begin"] = () => Patched(6, 1),
        ["64-bit end record of the ZIP archive is broken"] = () => Patched(22 + 20 + 56, 0),
        ["64-bit end record of the ZIP archive is broken | place"] = () => Patched(22 + 20 - 8, 77),
        ["directory claims"] = () => Patched(22 + 20 + 56 - 24 - 7, 1, 22 + 20 + 56 - 32 - 7, 1, 14, 255, 13, 255, 12, 255, 11, 255),
        ["does not hold the 3 entries"] = () => Patched(14, 3, 12, 3, 22 + 20 + 56 - 24, 3, 22 + 20 + 56 - 32, 3),
    };

    public static TheoryData<string> Names => [.. Archives.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void An_archive_is_refused_because(string name) => AssertRefused(ReasonOf(name), Archives[name]());

    [Fact]
    public void Numbers_of_64_bits_are_read_where_those_of_32_are_full()
    {
        using var file = new MemoryStream(With(item => item with { LargeBytes = 24 }, "archive/data/0"));

        var found = StoredZip.Read(file)["data/0"];

        Assert.Equal(StoredZip.Read(new MemoryStream(Archive()))["data/0"], found);
    }

    [Fact]
    public void A_file_cut_off_anywhere_is_refused()
    {
        var whole = TorchSave.Bytes(new StateDictionary(("a", SavedTensor.Vector(1, 2, 3))));
        TorchFile.Open(new MemoryStream(whole), "whole").Dispose();

        Assert.All(Enumerable.Range(0, whole.Length), length => AssertRefused("is refused", whole[..length]));
    }

    private static List<ZipItem> Items() => TorchSave.Items(Good, new byte[FourFloats]);

    private static byte[] Archive() => ZipWriter.Write(Items());

    private static byte[] Plus(string name) => ZipWriter.Write([.. Items(), new ZipItem(name, new byte[4])]);

    private static byte[] With(Func<ZipItem, ZipItem> change, string name) =>
        ZipWriter.Write(Items().Select(item => item.Name == name ? change(item) : item));

    // Places are counted from the end.
    private static byte[] Patched(params int[] placesAndValues)
    {
        var archive = Archive();
        for (var i = 0; i < placesAndValues.Length; i += 2)
        {
            archive[^placesAndValues[i]] = (byte)placesAndValues[i + 1];
        }

        return archive;
    }
}
