using AutoProg.Contracts.Specification;
using AutoProg.Training.Data;

namespace AutoProg.Training.Tests.Data;

public sealed class DatasetLocatorTests : IDisposable
{
    private readonly TempFolder temp = new();

    private DatasetLocator Locator => new(temp["data"], systemFolder: temp["system"]);

    [Theory]
    [InlineData(DataSpec.FashionMnist)]
    [InlineData(DataSpec.Mnist)]
    public void The_bundled_files_serve_as_far_as_they_go(string dataset)
    {
        SampleSets.WriteIdx(temp["system", dataset]);
        var folder = Locator.Locate(new DataSpec { Dataset = dataset, TrainImages = 10_000, TestImages = 2_000 });
        Assert.Equal(Path.Combine(AppContext.BaseDirectory, "bundled", dataset), folder);
    }

    [Theory]
    [InlineData(0, 2_000)]
    [InlineData(10_001, 2_000)]
    [InlineData(10_000, 0)]
    [InlineData(10_000, 2_001)]
    public void More_than_the_bundled_images_need_the_full_set(int trainImages, int testImages)
    {
        var spec = new DataSpec { Dataset = DataSpec.FashionMnist, TrainImages = trainImages, TestImages = testImages };
        var error = Assert.Throws<InvalidDatasetException>(() => Locator.Locate(spec));
        Assert.Contains(temp["data", "datasets", "fashion-mnist"], error.Message);
        Assert.Contains(temp["system", "fashion-mnist"], error.Message);
        Assert.Contains("dataset-fashion-mnist", error.Message);
        Assert.Contains("data.path", error.Message);
        Assert.Contains("data.trainImages to 10000", error.Message);

        SampleSets.WriteIdx(temp["system", "fashion-mnist"]);
        Assert.Equal(temp["system", "fashion-mnist"], Locator.Locate(spec));
        SampleSets.WriteIdx(temp["data", "datasets", "fashion-mnist"]);
        Assert.Equal(temp["data", "datasets", "fashion-mnist"], Locator.Locate(spec));
    }

    [Fact]
    public void A_path_goes_before_everything_else()
    {
        SampleSets.WriteIdx(temp["mine"]);
        Assert.Equal(temp["mine"], Locator.Locate(new DataSpec { Path = temp["mine"], TrainImages = 5, TestImages = 2 }));
    }

    [Fact]
    public void A_relative_path_starts_in_the_data_root()
    {
        Directory.CreateDirectory(temp["data", "datasets", "birds"]);
        Assert.Equal(temp["data", "datasets", "birds"], Locator.Locate(new DataSpec { Dataset = DataSpec.ImageFolder, Path = "birds" }));
    }

    [Fact]
    public void A_path_that_does_not_exist_is_named()
    {
        var error = Assert.Throws<InvalidDatasetException>(() => Locator.Locate(new DataSpec { Dataset = DataSpec.Idx, Path = temp["nowhere"] }));
        Assert.Contains(temp["nowhere"], error.Message);
        Assert.Contains("data.path", error.Message);
    }

    [Fact]
    public void The_list_holds_bundled_full_and_own_sets_with_their_counts()
    {
        SampleSets.WriteIdx(temp["system", "mnist"], train: 30, test: 20, classes: 10);
        SampleSets.WriteIdx(temp["data", "datasets", "marks"], train: 6, test: 4, classes: 3);
        SampleSets.WriteImage(temp["data", "datasets", "birds", "crow", "1.png"], 1, 1, 1);
        SampleSets.WriteImage(temp["data", "datasets", "birds", "crow", "2.png"], 1, 1, 1);
        SampleSets.WriteImage(temp["data", "datasets", "birds", "gull", "1.png"], 1, 1, 1);
        SampleSets.WriteImage(temp["data", "datasets", "birds", "gull", "2.png"], 1, 1, 1);

        var sets = Locator.List();

        Assert.Equal(["Fashion-MNIST", "MNIST", "birds", "marks"], sets.Select(set => set.Title));
        Assert.Equal([DataSpec.FashionMnist, DataSpec.Mnist, DataSpec.ImageFolder, DataSpec.Idx], sets.Select(set => set.Id));
        Assert.Equal([(10_000, 2_000, 10, 28), (30, 20, 10, 4), (2, 2, 2, 0), (6, 4, 3, 4)], sets.Select(set => (set.TrainImages, set.TestImages, set.Classes, set.Side)));
        Assert.Equal(["bundled subset", temp["system", "mnist"], temp["data", "datasets", "birds"], temp["data", "datasets", "marks"]], sets.Select(set => set.Source));
        Assert.All(sets, set => Assert.Null(set.Problem));
    }

    [Fact]
    public void A_broken_set_is_listed_with_its_problem()
    {
        SampleSets.WriteIdx(temp["data", "datasets", "marks"]);
        File.WriteAllBytes(temp["data", "datasets", "marks", SampleSets.TestImages], [0, 0]);
        Directory.CreateDirectory(temp["data", "datasets", "nothing"]);

        var sets = Locator.List();

        Assert.Contains(SampleSets.TestImages, sets.Single(set => set.Title == "marks").Problem);
        Assert.Contains("class folders", sets.Single(set => set.Title == "nothing").Problem);
    }

    public void Dispose() => temp.Dispose();
}
