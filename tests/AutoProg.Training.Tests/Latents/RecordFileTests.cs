using AutoProg.Training.Latents;
using AutoProg.Training.Tests.Data;

namespace AutoProg.Training.Tests.Latents;

public sealed class RecordFileTests : IDisposable
{
    private const int Width = 3, Bytes = Width * 4 + 8;

    private readonly TempFolder folder = new();

    [Fact]
    public void Rows_are_missing_until_they_are_written_and_stay_for_the_next_reader()
    {
        using (var file = Open())
        {
            Assert.Null(Read(file, 2));
            file.Write(2, [1, -2, 3.5f]);
            Assert.Null(Read(file, 1));
        }

        using var again = Open();
        Assert.Equal<float>([1, -2, 3.5f], Read(again, 2)!);
    }

    [Fact]
    public void Zeros_are_a_row_too()
    {
        using var file = Open();
        file.Write(0, [0, 0, 0]);

        Assert.Equal<float>([0, 0, 0], Read(file, 0)!);
        Assert.Null(Read(file, 1));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(Bytes - 1)]
    public void A_damaged_row_is_missing_and_the_others_are_not(int place)
    {
        using (var file = Open())
        {
            file.Write(1, [1, 2, 3]);
            file.Write(2, [4, 5, 6]);
        }

        var bytes = File.ReadAllBytes(folder["rows"]);
        bytes[Bytes + place] ^= 1;
        File.WriteAllBytes(folder["rows"], bytes);

        using var damaged = Open();
        Assert.Null(Read(damaged, 1));
        Assert.Equal<float>([4, 5, 6], Read(damaged, 2)!);
    }

    [Fact]
    public void A_row_in_the_place_of_another_is_missing()
    {
        using (var file = Open())
        {
            file.Write(1, [1, 2, 3]);
        }

        var bytes = File.ReadAllBytes(folder["rows"]);
        bytes.AsSpan(Bytes, Bytes).CopyTo(bytes.AsSpan(2 * Bytes));
        File.WriteAllBytes(folder["rows"], bytes);

        using var copied = Open();
        Assert.Null(Read(copied, 2));
    }

    [Theory]
    [InlineData(Bytes + 5)]
    [InlineData(100 * Bytes)]
    public void A_file_of_another_length_keeps_what_is_whole(int length)
    {
        using (var file = Open())
        {
            file.Write(0, [1, 2, 3]);
            file.Write(1, [4, 5, 6]);
        }

        using (var file = File.OpenWrite(folder["rows"]))
        {
            file.SetLength(length);
        }

        using var cut = Open();
        Assert.Equal<float>([1, 2, 3], Read(cut, 0)!);
        Assert.Equal(length > 2 * Bytes, Read(cut, 1) is not null);
        Assert.Null(Read(cut, 3));
        Assert.Equal(4 * Bytes, new FileInfo(folder["rows"]).Length);
    }

    public void Dispose() => folder.Dispose();

    private RecordFile Open() => new(folder["rows"], rows: 4, Width);

    private static float[]? Read(RecordFile file, long index)
    {
        var values = new float[Width];
        return file.TryRead(index, values) ? values : null;
    }
}
