using System.Diagnostics;
using System.Text.Json.Serialization;
using AutoProg.Training.Data;
using NetVips;

namespace AutoProg.Training.Benchmarks;

/// <summary>How fast images come from a folder.</summary>
/// <param name="ImagesPerS">Of the pipeline that runs use, all cores.</param>
/// <param name="ImagesPerSPerCore">The same, by core.</param>
/// <param name="PlainImagesPerS">One thread that decodes every image at full size, resizes and crops it: what torchvision's transforms do, by the same library.</param>
public sealed record DataReport(int Images, int Resolution, int Cores, double ImagesPerS, double ImagesPerSPerCore, double PlainImagesPerS);

/// <summary>Times the input pipeline on a folder of images.</summary>
internal static class DataBench
{
    private const int BatchSize = 64, PlainImages = 500;

    public static DataReport Measure(string root, int resolution)
    {
        var scan = ImageFolder.Scan(root);
        using var split = new FolderSplit(scan.Train);
        var begun = Stopwatch.GetTimestamp();
        foreach (var batch in split.Stream(EpochSampler.InOrder(split.Count, BatchSize), resolution))
        {
            batch.Dispose();
        }

        var rate = split.Count / Stopwatch.GetElapsedTime(begun).TotalSeconds;
        var plain = scan.Train.Take(PlainImages).ToArray();
        begun = Stopwatch.GetTimestamp();
        foreach (var file in plain)
        {
            DecodePlainly(file.Path, resolution);
        }

        var plainRate = plain.Length / Stopwatch.GetElapsedTime(begun).TotalSeconds;
        return new DataReport(split.Count, resolution, Environment.ProcessorCount, rate, rate / Environment.ProcessorCount, plainRate);
    }

    /// <summary>Writes JPEGs of smooth noise at the size of photographs on the web, in two classes.</summary>
    public static void Make(string root, int images)
    {
        foreach (var index in Enumerable.Range(0, images))
        {
            var folder = Directory.CreateDirectory(Path.Combine(root, $"class{index % 2}"));
            using var noise = Image.Gaussnoise(500, 375, sigma: 60, mean: 128, seed: index).Gaussblur(2).Cast(Enums.BandFormat.Uchar);
            using var colour = noise.Bandjoin(noise.FlipHor(), noise.FlipVer()).Copy(interpretation: Enums.Interpretation.Srgb);
            colour.Jpegsave(Path.Combine(folder.FullName, $"{index:D6}.jpg"), q: 90);
        }
    }

    private static void DecodePlainly(string path, int resolution)
    {
        using var full = Image.NewFromFile(path, access: Enums.Access.Sequential);
        using var resized = full.Resize((double)resolution / Math.Min(full.Width, full.Height), kernel: Enums.Kernel.Linear);
        using var square = resized.Crop((resized.Width - resolution) / 2, (resized.Height - resolution) / 2, resolution, resolution);
        square.WriteToMemory<byte>();
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(DataReport))]
internal sealed partial class DataJson : JsonSerializerContext;
