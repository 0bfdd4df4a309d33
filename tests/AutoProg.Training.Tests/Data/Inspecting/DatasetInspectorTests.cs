using System.Diagnostics;
using AutoProg.Contracts.Specification;
using AutoProg.Training.Data;
using AutoProg.Training.Data.Inspecting;
using AutoProg.Training.Tests.Native;

namespace AutoProg.Training.Tests.Data.Inspecting;

public sealed class DatasetInspectorTests : IDisposable
{
    private static readonly DatasetLocator Locator = new(dataRoot: null);
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_folder_is_counted_by_class_and_split_and_shown()
    {
        WriteImages("train", "cat", 3);
        WriteImages("train", "dog", 2);
        WriteImages("val", "cat", 2);
        WriteImages("val", "dog", 1, width: 20, height: 90);

        var found = DatasetInspector.Inspect(folder.Root, Locator);

        Assert.Null(found.Problem);
        Assert.Equal(DataSpec.ImageFolder, found.Kind);
        Assert.Equal(["cat", "dog"], found.Classes);
        Assert.Equal([3, 2], found.Train);
        Assert.Equal([2, 1], found.Test);
        Assert.Equal((20, 90), (found.SmallestSide, found.LargestSide));
        Assert.Equal(["cat", "dog", "cat", "dog", "cat"], found.Thumbnails.Select(image => image.Class));
        Assert.All(found.Thumbnails, image => Assert.Equal([0x89, 0x50, 0x4E, 0x47], image.Png[..4]));
        Assert.Equal(0, found.UnreadableCount);
    }

    [Fact]
    public void The_checksum_is_that_of_names_and_contents()
    {
        WriteImages(".", "cat", 2);
        WriteImages(".", "dog", 2);
        var first = DatasetInspector.Inspect(folder.Root, Locator).Sha256;
        Assert.Equal(first, DatasetInspector.Inspect(folder.Root, Locator).Sha256);

        File.Move(folder["cat", "0.png"], folder["cat", "9.png"]);
        var renamed = DatasetInspector.Inspect(folder.Root, Locator).Sha256;
        SampleSets.WriteImage(folder["cat", "9.png"], 9, 9, 9);
        var changed = DatasetInspector.Inspect(folder.Root, Locator).Sha256;
        Assert.Equal(3, new[] { first, renamed, changed }.Distinct().Count());
    }

    [Fact]
    public void Broken_files_are_listed_with_their_reason_and_a_repeated_scan_finds_them_mended()
    {
        WriteImages(".", "cat", 3);
        WriteImages(".", "dog", 3);
        var broken = folder["dog", "1.png"];
        var bytes = File.ReadAllBytes(broken);
        File.WriteAllBytes(broken, bytes[..(bytes.Length / 2)]);
        File.WriteAllText(folder["cat", "0.png"], "<svg xmlns='http://www.w3.org/2000/svg'/>");

        var found = DatasetInspector.Inspect(folder.Root, Locator);
        Assert.Equal(["cat/0.png", "dog/1.png"], found.Unreadable.Select(file => file.Path).Order(StringComparer.Ordinal));
        Assert.All(found.Unreadable, file => Assert.DoesNotContain(folder.Root, file.Reason, StringComparison.Ordinal));
        Assert.DoesNotContain(found.Thumbnails, image => image.Png.Length == 0);

        SampleSets.WriteImage(folder["cat", "0.png"], 1, 2, 3);
        File.WriteAllBytes(broken, bytes);
        Assert.Equal(0, DatasetInspector.Inspect(folder.Root, Locator).UnreadableCount);
    }

    [LinuxFact]
    public void Links_and_pipes_are_named_and_never_opened()
    {
        WriteImages(".", "cat", 2);
        WriteImages(".", "dog", 2);
        using var elsewhere = new TempFolder();
        SampleSets.WriteImage(elsewhere["secret.png"], 1, 2, 3);
        File.CreateSymbolicLink(folder["cat", "link.png"], elsewhere["secret.png"]);
        Directory.CreateSymbolicLink(folder["outside"], elsewhere.Root);
        SampleSets.WriteImage(elsewhere["more.png"], 1, 2, 3);
        using (var pipe = Process.Start("mkfifo", [folder["dog", "pipe.png"]]))
        {
            pipe.WaitForExit();
        }

        var scan = Task.Run(() => DatasetInspector.Inspect(folder.Root, Locator), TestContext.Current.CancellationToken);
        Assert.True(scan.Wait(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken), "The scan waits for the pipe.");
        Assert.Equal(
            ["cat/link.png", "dog/pipe.png", "outside/more.png", "outside/secret.png"],
            scan.Result.Unreadable.Select(file => file.Path).Order(StringComparer.Ordinal));
        Assert.Contains("link", scan.Result.Unreadable.First(file => file.Path == "cat/link.png").Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Idx_files_are_counted_and_labels_beyond_the_classes_reported()
    {
        SampleSets.WriteIdx(folder["set"], train: 6, test: 4, classes: 3);
        var found = DatasetInspector.Inspect(folder["set"], Locator);
        Assert.Equal((DataSpec.Idx, 4, 4), (found.Kind, found.SmallestSide, found.LargestSide));
        Assert.Equal([2, 2, 2], found.Train);
        Assert.Equal([2, 1, 1], found.Test);
        Assert.Equal(["0", "1", "2", "0", "1", "2"], found.Thumbnails.Select(image => image.Class));

        SampleSets.WriteLabels(folder["set", SampleSets.TestLabels], 0, 1, 2, 9);
        Assert.Contains("label 9", DatasetInspector.Inspect(folder["set"], Locator).Problem, StringComparison.Ordinal);
        File.Delete(folder["set", SampleSets.TestLabels]);
        Assert.Contains(SampleSets.TestLabels, DatasetInspector.Inspect(folder["set"], Locator).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void The_bundled_set_has_its_known_counts()
    {
        var found = DatasetInspector.Inspect(DataSpec.FashionMnist, new DatasetLocator(dataRoot: null, systemFolder: folder.Root));
        Assert.Equal((NamedSet.BundledTrain, NamedSet.BundledTest, 10), (found.Train.Sum(), found.Test.Sum(), found.Classes.Count));
        Assert.All(found.Train, count => Assert.InRange(count, 900, 1_100));
        Assert.Equal(12, found.Thumbnails.Count);
    }

    [Fact]
    public void A_folder_without_classes_says_what_it_lacks()
    {
        Assert.Contains("two or more", DatasetInspector.Inspect(folder.Root, Locator).Problem, StringComparison.Ordinal);
        Assert.Contains("no folder", DatasetInspector.Inspect(folder["gone"], Locator).Problem, StringComparison.Ordinal);
    }

    private void WriteImages(string split, string name, int count, int width = 40, int height = 30)
    {
        for (var k = 0; k < count; k++)
        {
            SampleSets.WriteImage(folder[split, name, $"{k}.png"], (byte)(k * 40), 100, 200, width, height);
        }
    }
}
