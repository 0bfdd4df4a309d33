namespace AutoProg.Contracts.Specification;

/// <summary>How images become tokens.</summary>
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
    public string Name { get; init; } = Custom;

    /// <summary>Pixels per side of the training images of the last stage.</summary>
    public int Resolution { get; init; } = 28;

    /// <summary>Pixels per side of a patch: the token stride.</summary>
    public int PatchSize { get; init; } = 4;

    public Stem Stem { get; init; } = Stem.Convolution;

    /// <summary>Channels of the token stream.</summary>
    public int Width { get; init; } = 64;

    /// <summary>Transformer blocks at full depth.</summary>
    public int Depth { get; init; } = 6;

    public int Heads { get; init; } = 4;

    /// <summary>Hidden channels of the MLP as a multiple of the width.</summary>
    public double MlpRatio { get; init; } = 4;

    /// <summary>Drop-path rate of the last block; earlier blocks ramp linearly from 0.</summary>
    public double DropPath { get; init; }

    /// <summary>What a run starts from: the path of a safetensors file, or a name in the data root's <c>models/</c>; null trains from scratch.</summary>
    public string? Weights { get; init; }

    /// <summary>Tokens per image at a resolution in pixels, the class token not counted.</summary>
    public int TokensAt(int resolution) => resolution / PatchSize * (resolution / PatchSize);
}
