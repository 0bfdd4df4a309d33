using AutoProg.Contracts.Specification;
using AutoProg.Training.Data;
using TorchSharp;
using static AutoProg.Training.Tests.Data.SampleSets;

namespace AutoProg.Training.Tests.Data;

public sealed class ImageFolderTests : IDisposable
{
    private readonly TempFolder temp = new();

    [Fact]
    public void Jpeg_png_and_webp_decode_to_squares_in_the_order_asked_for()
    {
        WriteBirds("train");
        WriteBirds("val");
        using var data = Open();
        Assert.Equal(["crow", "gull"], data.Classes);
        Assert.Equal((4, 4, 3), (data.Train.Count, data.Test.Count, data.Channels));

        var batches = data.Train.Stream([[3, 0], [1], [2], [0], [1]], resolution: 8, margin: 1).ToArray();

        Assert.Equal([2L, 3, 10, 10], batches[0].Images.shape);
        Assert.All(batches, batch => Assert.Equal(1, batch.Margin));
        Assert.Equal([1L, 0, 0, 1, 0, 0], batches.SelectMany(batch => batch.Labels.data<long>().ToArray()));
        var firstPixels = batches.SelectMany(batch => batch.Images.data<byte>().ToArray().Chunk(3 * 100).Select(image => (Red: (int)image[0], Green: (int)image[100], Blue: (int)image[200]))).ToArray();
        (int, int, int)[] expected = [(30, 200, 40), (200, 30, 40), (100, 100, 100), (40, 30, 200), (200, 30, 40), (100, 100, 100)];
        Assert.All(firstPixels.Zip(expected), pair => AssertNear(pair.Second, pair.First));
        Array.ForEach(batches, batch => batch.Dispose());
    }

    [Fact]
    public void Without_a_train_folder_every_tenth_image_is_a_test_image()
    {
        foreach (var k in Enumerable.Range(0, 20))
        {
            WriteImage(temp["crow", $"{k:00}.png"], 1, 2, 3, width: 4, height: 4);
        }

        WriteImage(temp["gull", "a.png"], 1, 2, 3);
        WriteImage(temp["gull", "b.png"], 1, 2, 3);
        var scan = ImageFolder.Scan(temp.Root);
        Assert.Equal(["09.png", "19.png", "b.png"], scan.Test.Select(file => Path.GetFileName(file.Path)));
        Assert.Equal(19, scan.Train.Count);
        Assert.Empty(scan.Train.Intersect(scan.Test));
    }

    [Fact]
    public void A_limit_leaves_no_class_out()
    {
        WriteBirds("train");
        WriteBirds("val");
        var scan = ImageFolder.Scan(temp.Root);
        Assert.Equal([0, 1], ImageFolder.Limit(scan.Train, 2, "data.trainImages").Select(file => file.Label));
        var error = Assert.Throws<InvalidDatasetException>(() => ImageFolder.Limit(scan.Train, 9, "data.trainImages"));
        Assert.Contains("data.trainImages is 9", error.Message);
    }

    [Fact]
    public void A_broken_first_image_of_a_class_is_named_before_training()
    {
        WriteBirds("train");
        WriteBirds("val");
        var broken = temp["train", "gull", "a.jpg"];
        File.WriteAllBytes(broken, File.ReadAllBytes(broken)[..200]);
        Assert.Contains(broken, Assert.Throws<InvalidDatasetException>(() => Open()).Message);
    }

    [Fact]
    public void A_broken_later_image_is_named_before_training()
    {
        WriteBirds("train");
        WriteBirds("val");
        Assert.All(["z.jpg", "z.png", "z.webp"], name =>
        {
            var broken = WriteImage(temp["val", "crow", name], 9, 9, 9, width: 400, height: 300);
            var whole = File.ReadAllBytes(broken);
            File.WriteAllBytes(broken, whole[..(whole.Length / 2)]);
            Assert.Contains(broken, Assert.Throws<InvalidDatasetException>(() => Open()).Message);
            File.WriteAllBytes(broken, []);
            Assert.Contains(broken, Assert.Throws<InvalidDatasetException>(() => Open()).Message);
            File.Delete(broken);
        });
    }

    [Fact]
    public void A_jpeg_with_something_appended_is_an_image()
    {
        WriteBirds("train");
        WriteBirds("val");
        File.AppendAllText(temp["train", "gull", "a.jpg"], "made by a camera that talks");
        File.AppendAllText(temp["train", "gull", "b.JPEG"], "made by a camera that talks");
        using var data = Open();
        Assert.Equal(4, data.Train.Count);
    }

    [Fact]
    public void An_image_that_breaks_while_training_is_named_when_its_batch_comes()
    {
        WriteBirds("train");
        WriteBirds("val");
        var broken = WriteImage(temp["train", "crow", "z.jpg"], 9, 9, 9, width: 400, height: 300);
        using var data = Open();
        File.WriteAllBytes(broken, File.ReadAllBytes(broken)[..^600]);
        using var batches = data.Train.Stream([[0], [1], [2], [3]], resolution: 8).GetEnumerator();
        var error = Assert.Throws<InvalidDatasetException>(() =>
        {
            while (batches.MoveNext())
            {
                batches.Current.Dispose();
            }
        });
        Assert.Contains(broken, error.Message);
    }

    [Fact]
    public void Leaving_the_stream_early_leaves_no_tensor_behind()
    {
        WriteBirds("train");
        WriteBirds("val");
        using var data = Open();
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        foreach (var batch in data.Train.Stream([[0], [1], [2], [3]], resolution: 8))
        {
            batch.Dispose();
            break;
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void Another_format_under_an_image_name_is_refused()
    {
        WriteBirds("train");
        WriteBirds("val");
        File.WriteAllText(temp["train", "crow", "a.png"], "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>");
        Assert.Contains(temp["train", "crow", "a.png"], Assert.Throws<InvalidDatasetException>(() => Open()).Message);
    }

    [Fact]
    public void An_empty_class_is_named()
    {
        WriteBirds("train");
        WriteBirds("val");
        Directory.CreateDirectory(temp["train", "heron"]);
        Assert.Contains(temp["train", "heron"], Assert.Throws<InvalidDatasetException>(() => Open()).Message);
    }

    [Fact]
    public void A_test_class_without_training_images_is_named()
    {
        WriteBirds("train");
        WriteBirds("val");
        WriteImage(temp["val", "heron", "a.png"], 1, 1, 1);
        Assert.Contains(temp["val", "heron"], Assert.Throws<InvalidDatasetException>(() => Open()).Message);
    }

    [Fact]
    public void One_class_is_too_few()
    {
        WriteImage(temp["crow", "a.png"], 1, 1, 1);
        Assert.Contains("1 class folders", Assert.Throws<InvalidDatasetException>(() => Open()).Message);
    }

    public void Dispose() => temp.Dispose();

    private void WriteBirds(string split)
    {
        WriteImage(temp[split, "crow", "a.png"], 200, 30, 40);
        WriteImage(temp[split, "crow", "b.webp"], 100, 100, 100);
        WriteImage(temp[split, "gull", "a.jpg"], 40, 30, 200);
        WriteImage(temp[split, "gull", "b.JPEG"], 30, 200, 40);
    }

    private ImageDataset Open() => ImageDataset.Open(new RunSpec { Data = new() { Dataset = DataSpec.ImageFolder, Path = temp.Root } }, new DatasetLocator(null));

    // JPEG and WebP keep colours only nearly.
    private static void AssertNear((int Red, int Green, int Blue) expected, (int Red, int Green, int Blue) found)
    {
        Assert.InRange(found.Red, expected.Red - 6, expected.Red + 6);
        Assert.InRange(found.Green, expected.Green - 6, expected.Green + 6);
        Assert.InRange(found.Blue, expected.Blue - 6, expected.Blue + 6);
    }
}
