using AutoProg.Contracts.Specification;

namespace AutoProg.Training.Data;

/// <summary>A set known by name, of which the first images are bundled.</summary>
/// <param name="Id">What <c>data.dataset</c> takes; also the folder's name.</param>
/// <param name="Title">Its name for people.</param>
/// <param name="Classes">Class names by label.</param>
/// <param name="FullSet">Where people get the whole of it.</param>
public sealed record NamedSet(string Id, string Title, IReadOnlyList<string> Classes, string FullSet)
{
    /// <summary>Bundled training images: the first ones of the official file.</summary>
    public const int BundledTrain = 10_000;

    /// <summary>Bundled test images: the first ones of the official file.</summary>
    public const int BundledTest = 2_000;

    /// <summary>The known sets.</summary>
    public static IReadOnlyList<NamedSet> All { get; } =
    [
        new(DataSpec.FashionMnist, "Fashion-MNIST",
            ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"],
            "install the Debian package dataset-fashion-mnist"),
        new(DataSpec.Mnist, "MNIST", ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
            "get the four official IDX files"),
    ];

    /// <summary>The set of that name, or null.</summary>
    public static NamedSet? Find(string id) => All.FirstOrDefault(set => set.Id == id);

    /// <summary>The class names of a set; digits where it is not known by name.</summary>
    public static IReadOnlyList<string> ClassesOf(string id, ReadOnlySpan<byte> labels)
    {
        if (Find(id) is { } named)
        {
            return named.Classes;
        }

        byte last = 0;
        foreach (var label in labels)
        {
            last = Math.Max(last, label);
        }

        return [.. Enumerable.Range(0, last + 1).Select(label => $"{label}")];
    }

    /// <summary>Whether the bundled files hold what the specification asks for.</summary>
    public static bool BundledServes(DataSpec spec) => spec is { TrainImages: >= 1 and <= BundledTrain, TestImages: >= 1 and <= BundledTest };
}
