using AutoProg.Training.Data;
using static AutoProg.Training.Tests.Data.SampleSets;

namespace AutoProg.Training.Tests.Data;

public sealed class IdxTests : IDisposable
{
    private readonly TempFolder temp = new();

    private string Images => temp["images"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Images_are_read_in_order_plain_and_gzipped(bool gzipped)
    {
        WriteImages(Images, count: 5);
        var (pixels, count, side) = Idx.ReadImages(gzipped ? Gzip(Images) : Images);
        Assert.Equal((5, 4), (count, side));
        Assert.Equal(Enumerable.Range(0, 5).SelectMany(image => Enumerable.Repeat((byte)image, 16)), pixels);
    }

    [Fact]
    public void A_limit_keeps_the_first_images()
    {
        WriteImages(Images, count: 5);
        var (pixels, count, _) = Idx.ReadImages(Images, limit: 2);
        Assert.Equal(2, count);
        Assert.Equal([.. Enumerable.Repeat((byte)0, 16), .. Enumerable.Repeat((byte)1, 16)], pixels);
    }

    [Fact]
    public void A_file_cut_short_is_named_with_the_reason()
    {
        WriteImages(Images, count: 5);
        using (var file = File.OpenWrite(Images))
        {
            file.SetLength(file.Length - 1);
        }

        AssertInvalid(() => Idx.ReadImages(Images), "cut short");
    }

    [Fact]
    public void A_gzip_file_cut_short_is_named_with_the_reason()
    {
        Write(Images, [0x0803, 50, 4, 4], [.. Enumerable.Range(0, 800).Select(k => (byte)(k * k * 31 >> 3))]);
        var packed = Gzip(Images);
        using (var file = File.OpenWrite(packed))
        {
            file.SetLength(file.Length / 2);
        }

        AssertInvalid(() => Idx.ReadImages(packed), packed);
    }

    [Fact]
    public void A_file_that_is_not_gzip_despite_its_name_is_named()
    {
        File.WriteAllText(temp["images.gz"], "These are no images.");
        AssertInvalid(() => Idx.ReadImages(temp["images.gz"]), temp["images.gz"]);
    }

    [Fact]
    public void A_wrong_magic_number_is_shown()
    {
        Write(Images, [0x0D03, 1, 4, 4], new byte[16]);
        AssertInvalid(() => Idx.ReadImages(Images), "0x00000d03");
    }

    [Fact]
    public void An_image_file_is_no_label_file()
    {
        WriteImages(Images, count: 5);
        AssertInvalid(() => Idx.ReadLabels(Images), "labels");
    }

    [Fact]
    public void A_file_without_images_is_refused()
    {
        WriteImages(Images, count: 0);
        AssertInvalid(() => Idx.ReadImages(Images), "holds no images");
    }

    [Fact]
    public void An_empty_file_is_refused()
    {
        File.WriteAllBytes(Images, []);
        AssertInvalid(() => Idx.ReadImages(Images), "ends inside its header");
    }

    [Fact]
    public void Bytes_after_the_promised_end_are_refused()
    {
        Write(Images, [0x0803, 1, 4, 4], new byte[17]);
        AssertInvalid(() => Idx.ReadImages(Images), "goes on after");
    }

    [Fact]
    public void A_header_that_promises_gigabytes_does_not_take_the_memory()
    {
        Write(Images, [0x0803, 2_000_000, 28, 28], new byte[100]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        AssertInvalid(() => Idx.ReadImages(Images), "cut short");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100 << 20);
    }

    [Fact]
    public void Images_that_are_not_square_are_refused()
    {
        WriteImages(Images, count: 2, rows: 4, columns: 6);
        AssertInvalid(() => Idx.ReadImages(Images), "4 x 6");
    }

    public void Dispose() => temp.Dispose();

    private void AssertInvalid(Action read, string reason)
    {
        var error = Assert.Throws<InvalidDatasetException>(read);
        Assert.Contains(temp.Root, error.Message);
        Assert.Contains(reason, error.Message);
    }
}
