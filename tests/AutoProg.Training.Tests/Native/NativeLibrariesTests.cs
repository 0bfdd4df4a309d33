using AutoProg.Training.Native;
using TorchSharp;

namespace AutoProg.Training.Tests.Native;

public sealed class NativeLibrariesTests
{
    [Fact]
    public void A_prepared_process_computes_with_libtorch()
    {
        torch.manual_seed(7); // Asks for CUDA too, which loads the library a second way.
        using var ones = torch.ones(2, 3);
        using var sum = ones.sum();
        Assert.Equal(6f, sum.item<float>());
    }

    [Fact]
    public void TorchSharp_did_not_copy_libtorch_beside_its_assembly()
    {
        using var loaded = torch.zeros(1);
        Assert.False(Directory.Exists(Path.Combine(Path.GetDirectoryName(typeof(torch).Assembly.Location)!, "cpu")));
    }

    [Fact]
    public void Preparing_twice_logs_nothing_and_finds_the_same()
    {
        var lines = new List<string>();
        Assert.Same(NativeLibraries.Prepare(lines.Add), NativeLibraries.Prepare(lines.Add));
        Assert.Empty(lines);
    }

    [LinuxFact]
    public void A_copy_is_used_exactly_where_the_runtime_lacks_the_version()
    {
        var lacks = !LibStdCxx.Find().Versions.Contains(VersionRelaxer.Version);
        Assert.Equal(lacks, NativeLibraries.Prepare(_ => { }).RelaxedCopy is not null);
    }
}
