using AutoProg.Contracts.Specification;
using AutoProg.Training.Checkpoints;
using AutoProg.Training.Tests.Data;
using static TorchSharp.torch;

namespace AutoProg.Training.Tests.Checkpoints;

public sealed class CheckpointStoreTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly CheckpointStore store;

    public CheckpointStoreTests() => store = new CheckpointStore(folder.Root);

    public static TheoryData<string> Files => ["model.safetensors", "ema.safetensors", "optimizer.safetensors", "state.json", "MANIFEST.json"];

    [Fact]
    public void A_saved_snapshot_comes_back_whole()
    {
        using var saved = SnapshotOf(7);
        store.Save(saved, pin: false);
        using var loaded = store.LoadNewest(Assert.Fail)!;

        Assert.Equivalent(saved.Position, loaded.Position, strict: true);
        AssertEqual(saved.Model, loaded.Model);
        AssertEqual(saved.Momentum, loaded.Momentum);
        AssertEqual(saved.Optimizer, loaded.Optimizer);
    }

    [Fact]
    public void The_event_names_the_folder_its_size_and_the_hash_of_its_manifest()
    {
        using var snapshot = SnapshotOf(7);
        var saved = store.Save(snapshot, pin: false)!;

        Assert.Equal((7, "step-00000007"), (saved.Step, saved.Folder));
        Assert.Equal(Directory.GetFiles(folder["step-00000007"]).Sum(file => new FileInfo(file).Length), saved.Bytes);
        var manifest = File.ReadAllBytes(folder["step-00000007", "MANIFEST.json"]);
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(manifest)), saved.Sha256);
    }

    [Fact]
    public void Without_a_checkpoint_there_is_nothing_to_load() =>
        Assert.Null(new CheckpointStore(folder["no", "such", "folder"]).LoadNewest(Assert.Fail));

    [Theory]
    [MemberData(nameof(Files))]
    public void A_flipped_bit_passes_the_newest_over(string file)
    {
        SaveSteps(1, 2);
        Assert.Equal(1, NewestAfter(() => Flip(folder["step-00000002", file])));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_truncated_file_passes_the_newest_over(string file)
    {
        SaveSteps(1, 2);
        Assert.Equal(1, NewestAfter(() =>
        {
            using var stream = File.OpenWrite(folder["step-00000002", file]);
            stream.SetLength(stream.Length / 2);
        }));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_missing_file_passes_the_newest_over(string file)
    {
        SaveSteps(1, 2);
        Assert.Equal(1, NewestAfter(() => File.Delete(folder["step-00000002", file])));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"format":1,"step":2,"pinned":false,"files":null}""")]
    [InlineData("""{"format":1,"step":2,"pinned":false,"files":[]}""")]
    [InlineData("""{"format":2,"step":2,"pinned":false,"files":[]}""")]
    public void A_manifest_that_lists_nothing_vouches_for_nothing(string manifest)
    {
        SaveSteps(1, 2);
        Assert.Equal(1, NewestAfter(() => File.WriteAllText(folder["step-00000002", "MANIFEST.json"], manifest)));
    }

    [Fact]
    public void A_save_that_was_killed_half_way_leaves_the_one_before()
    {
        SaveSteps(1);
        Directory.CreateDirectory(folder[".tmp-2"]);
        File.WriteAllText(folder[".tmp-2", "model.safetensors"], "half");
        using (var newest = store.LoadNewest(Assert.Fail))
        {
            Assert.Equal(1, newest!.Position.Step);
        }

        SaveSteps(3);
        Assert.Equal(["step-00000001", "step-00000003"], Names());
    }

    [Fact]
    public void The_newest_three_and_the_pinned_ones_stay()
    {
        foreach (var step in Enumerable.Range(1, 8))
        {
            using var snapshot = SnapshotOf(step);
            store.Save(snapshot, pin: step is 2 or 4);
        }

        Assert.Equal(["step-00000002", "step-00000004", "step-00000006", "step-00000007", "step-00000008"], Names());
    }

    [Fact]
    public void A_whole_checkpoint_of_the_same_step_stays_with_its_pin()
    {
        using var snapshot = SnapshotOf(1);
        store.Save(snapshot, pin: true);
        var before = File.ReadAllBytes(folder["step-00000001", "MANIFEST.json"]);

        Assert.Null(store.Save(snapshot, pin: false));
        Assert.Equal(before, File.ReadAllBytes(folder["step-00000001", "MANIFEST.json"]));
    }

    [Fact]
    public void A_damaged_checkpoint_of_the_same_step_is_replaced()
    {
        SaveSteps(1);
        Flip(folder["step-00000001", "model.safetensors"]);
        SaveSteps(1);

        using var newest = store.LoadNewest(Assert.Fail);
        Assert.Equal(1, newest!.Position.Step);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Weights_that_are_no_numbers_are_not_saved(double value)
    {
        using var broken = SnapshotOf(1);
        broken.Momentum["head.weight"][0] = tensor((float)value);

        var refusal = Assert.Throws<InvalidOperationException>(() => store.Save(broken, pin: false));

        Assert.Contains("'head.weight'", refusal.Message);
        Assert.Empty(Directory.GetDirectories(folder.Root));
    }

    public void Dispose() => folder.Dispose();

    private int? NewestAfter(Action damage)
    {
        damage();
        var notices = new List<string>();
        using var newest = store.LoadNewest(notices.Add);
        Assert.Contains("step-00000002", Assert.Single(notices));
        return newest?.Position.Step;
    }

    private void SaveSteps(params int[] steps)
    {
        foreach (var step in steps)
        {
            using var snapshot = SnapshotOf(step);
            Assert.Equal(step, store.Save(snapshot, pin: false)!.Step);
        }
    }

    private IEnumerable<string?> Names() => Directory.GetDirectories(folder.Root).Select(Path.GetFileName).Order(StringComparer.Ordinal);

    private static void Flip(string path)
    {
        var bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(path, bytes);
    }

    private static Snapshot SnapshotOf(int step)
    {
        using var scope = NewDisposeScope();
        Dictionary<string, Tensor> Named(string name) => new() { [name] = (arange(6, float32) + step).DetachFromDisposeScope() };
        var position = new TrainingPosition(step, new GrowthStage(0.25, 16, 3), 5, 1234, 1e9, [0.5, 1.25], [2.3f, 0.1f], 0.81, 2, "1.0");
        return new Snapshot(position, Named("head.weight"), Named("head.weight"), Named("head.weight.exp_avg"));
    }

    private static void AssertEqual(IReadOnlyDictionary<string, Tensor> expected, IReadOnlyDictionary<string, Tensor> actual)
    {
        Assert.Equal(expected.Keys, actual.Keys);
        Assert.All(expected, pair => Assert.True(pair.Value.allclose(actual[pair.Key], 0, 0)));
    }
}
