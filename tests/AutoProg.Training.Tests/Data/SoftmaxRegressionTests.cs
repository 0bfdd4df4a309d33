using AutoProg.Contracts.Specification;
using AutoProg.Training.Data;
using static TorchSharp.torch;

namespace AutoProg.Training.Tests.Data;

public class SoftmaxRegressionTests
{
    [Fact]
    public void Three_thousand_fashion_images_teach_it_four_of_five_and_again_the_same()
    {
        using var data = ImageDataset.Open(new RunSpec { Data = new() { TrainImages = 3_000, TestImages = 2_000 } }, new DatasetLocator(null));
        var top1 = SoftmaxRegression.TopOne(data);
        Assert.InRange(top1, 0.80, 0.86);
        Assert.Equal(top1, SoftmaxRegression.TopOne(data));
    }

    [Fact]
    public void It_stops_when_asked_to()
    {
        using var data = ImageDataset.Open(new RunSpec { Data = new() { TrainImages = 100, TestImages = 100 } }, new DatasetLocator(null));
        Assert.Throws<OperationCanceledException>(() => SoftmaxRegression.TopOne(data, token: new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Its_minimiser_finds_the_minimum_of_a_stretched_bowl()
    {
        using var scope = NewDisposeScope();
        var (stretch, target) = (tensor(new float[] { 1, 10, 100, 1000 }), tensor(new float[] { 3, -1, 4, 1 }));
        var found = Lbfgs.Minimise(Bowl, zeros(4), iterations: 100);
        Assert.InRange((found - target).abs().max().item<float>(), 0, 1e-2f);

        (double, Tensor) Bowl(Tensor point)
        {
            var away = point - target;
            return ((stretch * away * away).sum().item<float>() / 2, stretch * away);
        }
    }
}
