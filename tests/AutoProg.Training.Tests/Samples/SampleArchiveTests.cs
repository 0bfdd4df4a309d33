using System.IO.Compression;
using System.Text;
using AutoProg.Training.Samples;
using AutoProg.Training.Tests.Data;
using static TorchSharp.torch;

namespace AutoProg.Training.Tests.Samples;

public sealed class SampleArchiveTests : IDisposable
{
    private readonly TempFolder temp = new();

    private string Path => temp["samples.npz"];

    [Fact]
    public void Batches_become_one_array_with_channels_last()
    {
        using var scope = NewDisposeScope();
        var images = tensor(Enumerable.Range(0, 3 * 2 * 2 * 5).Select(k => (byte)k).ToArray(), 3, 2, 2, 5);

        SampleArchive.Write(Path, 3, images.split([1L, 2]).Select(batch => batch.clone()));

        using var archive = ZipFile.OpenRead(Path);
        var entry = Assert.Single(archive.Entries);
        Assert.Equal("arr_0.npy", entry.FullName);
        Assert.Equal(entry.Length, entry.CompressedLength);
        using var content = new MemoryStream();
        entry.Open().CopyTo(content);
        var bytes = content.ToArray();
        var length = BitConverter.ToUInt16(bytes, 8);
        Assert.Equal([0x93, .. "NUMPY"u8, 1, 0], bytes[..8]);
        Assert.Equal(0, (10 + length) % 64);
        Assert.Equal("{'descr': '|u1', 'fortran_order': False, 'shape': (3, 2, 5, 2), }", Encoding.ASCII.GetString(bytes, 10, length).TrimEnd('\n', ' '));
        Assert.Equal((byte)'\n', bytes[9 + length]);
        Assert.Equal(images.permute(0, 2, 3, 1).contiguous().bytes.ToArray(), bytes[(10 + length)..]);
    }

    [Fact]
    public void Equal_images_give_equal_files()
    {
        using var scope = NewDisposeScope();
        SampleArchive.Write(Path, 2, [zeros(2, 3, 4, 4, uint8)]);
        SampleArchive.Write(temp["again.npz"], 2, [zeros(1, 3, 4, 4, uint8), zeros(1, 3, 4, 4, uint8)]);
        Assert.Equal(File.ReadAllBytes(Path), File.ReadAllBytes(temp["again.npz"]));
    }

    [Fact]
    public void Another_number_or_size_of_images_leaves_no_file()
    {
        using var scope = NewDisposeScope();
        var fewer = Assert.Throws<ArgumentException>(() => SampleArchive.Write(Path, 3, [zeros(2, 3, 4, 4, uint8)]));
        Assert.Contains("2 images, not 3", fewer.Message);
        var mixed = Assert.Throws<ArgumentException>(() => SampleArchive.Write(Path, 2, [zeros(1, 3, 4, 4, uint8), zeros(1, 3, 4, 5, uint8)]));
        Assert.Contains("4x5x3 follow ones of 4x4x3", mixed.Message);
        Assert.Empty(Directory.GetFiles(temp.Root));
    }

    public void Dispose() => temp.Dispose();
}
