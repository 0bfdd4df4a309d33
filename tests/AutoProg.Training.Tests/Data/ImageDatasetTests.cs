using AutoProg.Contracts.Specification;
using AutoProg.Training.Data;
using static AutoProg.Training.Tests.Data.SampleSets;

namespace AutoProg.Training.Tests.Data;

public sealed class ImageDatasetTests : IDisposable
{
    private readonly TempFolder temp = new();

    private string Set => temp["set"];

    [Fact]
    public void The_bundled_fashion_set_opens_with_names_counts_and_statistics()
    {
        using var data = ImageDataset.Open(new RunSpec { Data = new() { TrainImages = 10_000, TestImages = 2_000 } }, new DatasetLocator(null));
        Assert.Equal((10_000, 2_000, 1), (data.Train.Count, data.Test.Count, data.Channels));
        Assert.Equal("Ankle boot", data.Classes[9]);
        Assert.Equal(0.2863, data.Mean[0], 4);
        Assert.Equal(0.3540, data.Std[0], 4);
        using var labels = data.Train.Labels.narrow(0, 0, 5);
        Assert.Equal([9L, 0, 0, 3, 0], labels.data<long>().ToArray());
    }

    [Fact]
    public void Batches_of_a_set_in_memory_come_in_the_order_asked_for()
    {
        WriteIdx(Set);
        using var data = Open();
        var seen = new List<(byte Pixel, long Label)>();
        foreach (var batch in data.Train.Stream([[5, 0], [3]], resolution: 2))
        {
            using (batch)
            {
                Assert.Equal([1, 4, 4], batch.Images.shape[1..]);
                seen.AddRange(batch.Images.data<byte>().ToArray().Chunk(16).Select(pixels => pixels[0]).Zip(batch.Labels.data<long>().ToArray()));
            }
        }

        Assert.Equal([(5, 1), (0, 0), (3, 1)], seen);
    }

    [Fact]
    public void A_count_mismatch_names_both_files()
    {
        WriteIdx(Set);
        WriteLabels(temp["set", TrainLabels], 0, 1, 0);
        AssertInvalid(TrainImages, TrainLabels, "6 images", "3 labels");
    }

    [Fact]
    public void A_label_out_of_range_names_the_file_and_the_image()
    {
        WriteIdx(Set);
        WriteLabels(temp["set", TestLabels], 0, 1, 7, 0);
        AssertInvalid(TestLabels, "image 2 the label 7");
    }

    [Fact]
    public void A_named_set_has_ten_classes_whatever_its_labels()
    {
        WriteIdx(Set);
        WriteLabels(temp["set", TrainLabels], 0, 1, 2, 3, 4, 10);
        var error = Assert.Throws<InvalidDatasetException>(() => ImageDataset.Open(new RunSpec { Data = new() { Dataset = DataSpec.Mnist, Path = Set } }, new DatasetLocator(null)));
        Assert.Contains("image 5 the label 10", error.Message);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        WriteIdx(Set);
        File.Delete(temp["set", TestImages]);
        AssertInvalid(TestImages, "missing");
    }

    [Fact]
    public void A_set_of_one_class_is_refused()
    {
        WriteIdx(Set, classes: 1);
        AssertInvalid("one class");
    }

    [Fact]
    public void A_request_beyond_the_set_names_the_field()
    {
        WriteIdx(Set);
        var error = Assert.Throws<InvalidDatasetException>(() => Open(trainImages: 7));
        Assert.Contains("data.trainImages is 7", error.Message);
        Assert.Contains("holds 6", error.Message);
    }

    public void Dispose() => temp.Dispose();

    private ImageDataset Open(int trainImages = 0) =>
        ImageDataset.Open(new RunSpec { Data = new() { Dataset = DataSpec.Idx, Path = Set, TrainImages = trainImages } }, new DatasetLocator(null));

    private void AssertInvalid(params string[] parts)
    {
        var error = Assert.Throws<InvalidDatasetException>(() => Open());
        Assert.All(parts, part => Assert.Contains(part, error.Message));
    }
}
