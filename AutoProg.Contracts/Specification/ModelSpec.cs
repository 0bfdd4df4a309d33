using System.Text.Json.Serialization;

namespace AutoProg.Contracts.Specification;

/// <summary>Which architecture a model has.</summary>
public enum ModelFamily
{
    /// <summary>Equal blocks of global attention and a class token: ViT and DeiT (arXiv 2010.11929, 2012.12877).</summary>
    Vit,

    /// <summary>Outlookers on a fine grid, transformers on a coarse one, then class attention (arXiv 2106.13112).</summary>
    Volo,

    /// <summary>Equal blocks that timestep, label and stage modulate: a denoiser of images or latents (arXiv 2212.09748).</summary>
    Dit,
}

/// <summary>How the images of a ViT become tokens; the other families have their own stem.</summary>
public enum Stem
{
    /// <summary>One strided convolution per patch, as in ViT and DeiT.</summary>
    Patch,

    /// <summary>A stack of 3x3 stride-2 convolutions (arXiv 2106.14881); small sets need it.</summary>
    Convolution,
}

/// <summary>A vision transformer at full size: what the last growth stage trains.</summary>
public sealed record ModelSpec
{
    public const string Custom = "custom";

    /// <summary>A row of <see cref="ModelCatalog"/>, or <c>custom</c> for dimensions of one's own.</summary>
    public string Name { get; set; } = Custom;

    public ModelFamily Family { get; set; } = ModelFamily.Vit;

    /// <summary>Pixels per side of the training images of the last stage.</summary>
    public int Resolution { get; set; } = 28;

    /// <summary>
    /// Pixels per side of a patch: in a ViT the token stride, in a VOLO that of its outlookers; in a DiT points of its input.
    /// </summary>
    public int PatchSize { get; set; } = 4;

    public Stem Stem { get; set; } = Stem.Convolution;

    /// <summary>Channels of the token stream; in a VOLO of its transformers.</summary>
    public int Width { get; set; } = 64;

    /// <summary>Blocks at full depth: transformers, and in a VOLO outlookers too.</summary>
    public int Depth { get; set; } = 6;

    public int Heads { get; set; } = 4;

    /// <summary>Hidden channels of the MLP as a multiple of the width.</summary>
    public double MlpRatio { get; set; } = 4;

    /// <summary>Drop-path rate of the last block; earlier blocks ramp linearly from 0, outlookers and a DiT stay at 0.</summary>
    public double DropPath { get; set; }

    /// <summary>What a run starts from: the path of a safetensors file, or a name in the data root's <c>models/</c>; null trains from scratch.</summary>
    public string? Weights { get; set; }

    /// <summary>Makes the latents of a diffusion model that learns those: an imported KL autoencoder, named as <see cref="Weights"/> are; null in pixel space.</summary>
    public string? Autoencoder { get; set; }

    /// <summary>A ViT with a second token and head that learn from a teacher (arXiv 2012.12877); logits are the mean of both heads.</summary>
    public bool Distilled { get; set; }

    /// <summary>What only a VOLO has; read where <see cref="Family"/> says so.</summary>
    public VoloSpec Volo { get; set; } = new();

    /// <summary>What only a DiT has; read where <see cref="Family"/> says so.</summary>
    public DitSpec Dit { get; set; } = new();

    /// <summary>Pixels per side of a token of the last blocks: resolutions are its multiples.</summary>
    [JsonIgnore]
    public int TokenStride => Family switch
    {
        ModelFamily.Volo => PatchSize * VoloSpec.Pooling,
        ModelFamily.Dit => PatchSize * Dit.LatentFactor,
        _ => PatchSize,
    };

    /// <summary>Tokens before those of the image: the class token, and the distillation token.</summary>
    [JsonIgnore]
    public int PrefixTokens => Distilled ? 2 : 1;

    /// <summary>Tokens per image at a resolution in pixels, <see cref="PrefixTokens"/> not counted.</summary>
    public int TokensAt(int resolution) => resolution / TokenStride * (resolution / TokenStride);

    /// <summary>Hidden channels of the MLP of a block of that width.</summary>
    public int MlpWidth(int width) => (int)(width * MlpRatio);

    /// <summary>Output channels of each 3x3 stride-2 convolution of the convolutional stem, the last one at full width.</summary>
    public IReadOnlyList<int> StemWidths()
    {
        var count = int.Log2(PatchSize);
        return [.. Enumerable.Range(1, count).Select(i => Math.Max(1, Width >> (count - i)))];
    }
}
