using System.Text.Json.Serialization;

namespace AutoProg.Contracts.Specification;

/// <summary>Which images a run trains and validates on, and how they are augmented.</summary>
public sealed record DataSpec
{
    public const string FashionMnist = "fashion-mnist";
    public const string Mnist = "mnist";
    public const string Idx = "idx";
    public const string ImageFolder = "image-folder";

    /// <summary>The known kinds of data set.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [FashionMnist, Mnist, Idx, ImageFolder];

    /// <summary>One of <see cref="Kinds"/>.</summary>
    public string Dataset { get; set; } = FashionMnist;

    /// <summary>
    /// The folder of an <c>idx</c> or <c>image-folder</c> set; for the named sets, where the full files lie
    /// (null looks beside the program, under the data root and in the system's data-set folders).
    /// </summary>
    public string? Path { get; set; }

    /// <summary>Only the first so many training images; 0 takes all. The bundled sets hold 10,000.</summary>
    public int TrainImages { get; set; }

    /// <summary>Only the first so many test images; 0 takes all. The bundled sets hold 2,000.</summary>
    public int TestImages { get; set; }

    /// <summary>Random shifts of up to so many pixels of the full-size image; 0 crops nothing.</summary>
    public int CropPadding { get; set; }

    /// <summary>Mirrors half of the training images.</summary>
    public bool HorizontalFlip { get; set; }

    /// <summary>Channels per image: 1 for the IDX family, 3 for image folders.</summary>
    [JsonIgnore]
    public int Channels => Dataset == ImageFolder ? 3 : 1;
}
