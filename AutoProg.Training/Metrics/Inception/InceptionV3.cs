using AutoProg.Training.Models;
using AutoProg.Training.Storage;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AutoProg.Training.Metrics.Inception;

/// <summary>
/// Inception-v3 (arXiv 1512.00567) with the changes of the TensorFlow network that FID was first measured by: images
/// (N, 3, H, W) from 0 to 1 to pooled features (N, 2048). Parameter names are pytorch-fid's.
/// </summary>
internal sealed class InceptionV3 : Module<Tensor, Tensor>
{
    public const int Width = 2048;
    private const int Classes = 1008, Side = 299;

    // PyTorch counts training batches under this name; some files lack the counters, and nothing reads them.
    private const string Counter = ".num_batches_tracked";

    private readonly NormedConvolution Conv2d_1a_3x3, Conv2d_2a_3x3, Conv2d_2b_3x3, Conv2d_3b_1x1, Conv2d_4a_3x3;
    private readonly InceptionA Mixed_5b, Mixed_5c, Mixed_5d;
    private readonly InceptionB Mixed_6a;
    private readonly InceptionC Mixed_6b, Mixed_6c, Mixed_6d, Mixed_6e;
    private readonly InceptionD Mixed_7a;
    private readonly InceptionE Mixed_7b, Mixed_7c;
    private readonly Linear fc;
    private readonly Func<Tensor, Tensor>[][] blocks;

    /// <summary>Fresh weights, fp32 on the CPU: useful only to be replaced.</summary>
    public InceptionV3() : base(nameof(InceptionV3))
    {
        Conv2d_1a_3x3 = new(3, 32, (3, 3), stride: 2);
        Conv2d_2a_3x3 = new(32, 32, (3, 3));
        Conv2d_2b_3x3 = new(32, 64, (3, 3), padded: true);
        Conv2d_3b_1x1 = new(64, 80, (1, 1));
        Conv2d_4a_3x3 = new(80, 192, (3, 3));
        Mixed_5b = new(192, pooled: 32);
        Mixed_5c = new(256, pooled: 64);
        Mixed_5d = new(288, pooled: 64);
        Mixed_6a = new(288);
        Mixed_6b = new(inner: 128);
        Mixed_6c = new(inner: 160);
        Mixed_6d = new(inner: 160);
        Mixed_6e = new(inner: 192);
        Mixed_7a = new(768);
        Mixed_7b = new(1280, Pooling.Average);
        Mixed_7c = new(2048, Pooling.Largest); // An error of the first network, part of every FID since.
        fc = Linear(Width, Classes);
        blocks =
        [
            [Conv2d_1a_3x3.call, Conv2d_2a_3x3.call, Conv2d_2b_3x3.call, Pooling.Halved],
            [Conv2d_3b_1x1.call, Conv2d_4a_3x3.call, Pooling.Halved],
            [Mixed_5b.call, Mixed_5c.call, Mixed_5d.call, Mixed_6a.call, Mixed_6b.call, Mixed_6c.call, Mixed_6d.call, Mixed_6e.call],
            [Mixed_7a.call, Mixed_7b.call, Mixed_7c.call],
        ];
        RegisterComponents();
    }

    /// <summary>With the weights of a file, in evaluation mode, on the CPU.</summary>
    /// <exception cref="InvalidWeightsException">The file is refused, or holds another network.</exception>
    public static InceptionV3 Load(string path)
    {
        using var file = WeightsFile.Read(path);
        var network = new InceptionV3();
        try
        {
            var counters = network.state_dict().Where(pair => pair.Key.EndsWith(Counter, StringComparison.Ordinal));
            network.CopyWeights(file.Tensors.UnionBy(counters, pair => pair.Key).ToDictionary());
            network.eval();
            return network;
        }
        catch (ArgumentException other)
        {
            network.Dispose();
            throw new InvalidWeightsException($"{path} is not the Inception-v3 of pytorch-fid: {other.Message}", other);
        }
    }

    public override Tensor forward(Tensor images)
    {
        using var scope = NewDisposeScope();
        return FeatureMaps(images, blocks.Length - 1).mean([2, 3]).MoveToOuterDisposeScope();              // (N, 2048)
    }

    /// <summary>What one of the four blocks gives, before pooling: (N, C, H', W') with 64, 192, 768 and 2048 channels.</summary>
    /// <param name="block">0 to 3.</param>
    public Tensor FeatureMaps(Tensor images, int block)
    {
        using var scope = NewDisposeScope();
        var maps = functional.interpolate(images, [Side, Side], mode: InterpolationMode.Bilinear, align_corners: false) * 2 - 1; // (N, 3, 299, 299)
        foreach (var layer in blocks[..(block + 1)].SelectMany(layers => layers))
        {
            // The early maps are large; a scope would keep them all.
            using var before = maps;
            maps = layer(before);
        }

        return maps.MoveToOuterDisposeScope();
    }

    /// <summary>Logits (N, 1008) of pooled features (N, 2048): ImageNet's classes and some that are no longer used.</summary>
    public Tensor Classify(Tensor features) => fc.call(features);
}
