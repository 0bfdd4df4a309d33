using System.Buffers.Binary;
using System.Text;
using AutoProg.Training.Storage;
using static TorchSharp.torch;

namespace AutoProg.Training.Tests.Storage;

public sealed class SafetensorsFileTests : IDisposable
{
    private readonly string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():n}.safetensors");

    [Fact]
    public void Every_number_format_survives_a_round_trip()
    {
        using var scope = NewDisposeScope();
        var values = tensor(new[] { -1.5, 0, 2, 3, 4, 250 }).reshape(2, 3);
        ScalarType[] types = [float32, float64, float16, bfloat16, int64, int32, uint8, @bool];
        var tensors = types.ToDictionary(type => $"a/{type}", type => values.abs().to(type));
        tensors["scalar"] = tensor(7L);
        tensors["empty"] = zeros(0, 4);
        tensors["transposed"] = values.to(float32).t();
        SafetensorsFile.Write(path, tensors, new Dictionary<string, string> { ["note"] = "ä\"\n", ["b"] = "" });

        using var read = SafetensorsFile.Read(path);

        Assert.Equal(new Dictionary<string, string> { ["note"] = "ä\"\n", ["b"] = "" }, read.Metadata);
        Assert.Equal(tensors.Keys.Order(), read.Tensors.Keys.Order());
        Assert.All(tensors, pair =>
        {
            var found = read.Tensors[pair.Key];
            Assert.Equal((pair.Value.dtype, pair.Value.shape), (found.dtype, found.shape), (a, b) => a.dtype == b.dtype && a.shape.SequenceEqual(b.shape));
            Assert.True(found.Equals(pair.Value));
        });
    }

    [Fact]
    public void Equal_contents_give_equal_bytes_in_any_order()
    {
        using var scope = NewDisposeScope();
        var (a, b) = (arange(3), ones(2));
        SafetensorsFile.Write(path, new Dictionary<string, Tensor> { ["b"] = b, ["B"] = a, ["a"] = a });
        var first = File.ReadAllBytes(path);
        SafetensorsFile.Write(path, new Dictionary<string, Tensor> { ["a"] = a, ["b"] = b, ["B"] = a });

        Assert.Equal(first, File.ReadAllBytes(path));
    }

    public static TheoryData<string, string, int, string> BadHeaders => new()
    {
        { "no JSON", "{", 0, "no valid JSON" },
        { "no object", "[]", 0, "no JSON object" },
        { "metadata that is no map", """{"__metadata__":3}""", 0, "__metadata__" },
        { "metadata that is no string", """{"__metadata__":{"a":1}}""", 0, "no string" },
        { "a name twice", $"{{{Entry("a", "[1]", 0, 4)},{Entry("a", "[1]", 4, 8)}}}", 8, "appears twice" },
        { "an unknown dtype", """{"a":{"dtype":"F7","shape":[1],"data_offsets":[0,4]}}""", 4, "unknown dtype 'F7'" },
        { "no shape", """{"a":{"dtype":"F32","data_offsets":[0,4]}}""", 4, "lacks a valid shape" },
        { "a negative side", $"{{{Entry("a", "[-1]", 0, 4)}}}", 4, "no integer" },
        { "a fractional side", $"{{{Entry("a", "[1.5]", 0, 4)}}}", 4, "no integer" },
        { "too many dimensions", $"{{{Entry("a", $"[{string.Join(",", Enumerable.Repeat(1, 33))}]", 0, 4)}}}", 4, "33 dimensions" },
        { "an overflowing shape", $"{{{Entry("a", "[4611686018427387904,4]", 0, 4)}}}", 4, "overflows" },
        { "an overflowing shape behind a zero", $"{{{Entry("a", "[0,4611686018427387904,4]", 0, 0)}}}", 0, "overflows" },
        { "offsets in reverse", $"{{{Entry("a", "[1]", 4, 0)}}}", 4, "begin <= end" },
        { "a shape of another length", $"{{{Entry("a", "[2]", 0, 4)}}}", 4, "takes 8 bytes" },
        { "a hole", $"{{{Entry("a", "[1]", 4, 8)}}}", 8, "contiguous" },
        { "an overlap", $"{{{Entry("a", "[2]", 0, 8)},{Entry("b", "[1]", 4, 8)}}}", 8, "contiguous" },
        { "bytes left over", $"{{{Entry("a", "[1]", 0, 4)}}}", 5, "the file holds 5" },
        { "bytes missing", $"{{{Entry("a", "[1]", 0, 4)}}}", 3, "the file holds 3" },
    };

    [Theory]
    [MemberData(nameof(BadHeaders))]
    public void A_file_is_refused_for(string rule, string header, int dataLength, string message)
    {
        WriteRaw((ulong)Encoding.UTF8.GetByteCount(header), [.. Encoding.UTF8.GetBytes(header), .. new byte[dataLength]]);

        var error = Assert.Throws<InvalidDataException>(() => SafetensorsFile.Read(path));

        Assert.True(error.Message.Contains(message, StringComparison.Ordinal), $"{rule}: {error.Message}");
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData((4UL << 20) + 1)]
    [InlineData(17UL)]
    public void A_header_longer_than_the_limit_or_the_file_is_refused(ulong length)
    {
        WriteRaw(length, new byte[16]);

        Assert.Contains("header claims", Assert.Throws<InvalidDataException>(() => SafetensorsFile.Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_shorter_than_the_header_length_is_refused()
    {
        File.WriteAllBytes(path, new byte[7]);

        Assert.Contains("7 bytes", Assert.Throws<InvalidDataException>(() => SafetensorsFile.Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void More_than_20000_tensors_are_refused()
    {
        var header = $"{{{string.Join(",", Enumerable.Range(0, 20_001).Select(i => Entry($"{i}", "[0]", 0, 0)))}}}";
        WriteRaw((ulong)header.Length, Encoding.ASCII.GetBytes(header));

        Assert.Contains("20000 tensors", Assert.Throws<InvalidDataException>(() => SafetensorsFile.Read(path)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => File.Delete(path);

    private static string Entry(string name, string shape, long begin, long end) =>
        $$"""
        "{{name}}":{"dtype":"F32","shape":{{shape}},"data_offsets":[{{begin}},{{end}}]}
        """;

    private void WriteRaw(ulong headerLength, byte[] rest)
    {
        var prefix = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(prefix, headerLength);
        File.WriteAllBytes(path, [.. prefix, .. rest]);
    }
}
