using AutoProg.Training.Native;

namespace AutoProg.Training.Tests.Native;

public sealed class PrivateCopyTests
{
    [Fact]
    public void Several_starting_at_once_get_one_whole_copy()
    {
        var content = new byte[300_000];
        Random.Shared.NextBytes(content);
        var paths = new string[8];
        Parallel.For(0, paths.Length, i => paths[i] = PrivateCopy.Of(content, "library.bin"));

        try
        {
            Assert.Single(paths.Distinct());
            Assert.Equal(content, File.ReadAllBytes(paths[0]));
            Assert.Equal(paths[..1], Directory.GetFiles(Path.GetDirectoryName(paths[0])!));
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(paths[0])!, recursive: true);
        }
    }

    [Fact]
    public void A_damaged_copy_is_replaced()
    {
        var content = Guid.NewGuid().ToByteArray();
        var path = PrivateCopy.Of(content, "library.bin");
        try
        {
            File.WriteAllText(path, "damaged");
            Assert.Equal(path, PrivateCopy.Of(content, "library.bin"));
            Assert.Equal(content, File.ReadAllBytes(path));
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        }
    }
}
