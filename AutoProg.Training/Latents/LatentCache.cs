using System.Security.Cryptography;
using System.Text;
using AutoProg.Training.Data;

namespace AutoProg.Training.Latents;

/// <summary>
/// Moments of images that an autoencoder once encoded, by split, resolution and mirroring: a <see cref="RecordFile"/> for each.
/// Files are named by a hash of the images, the autoencoder and what was done to the images, so that all runs share them.
/// </summary>
/// <param name="folder">Null keeps nothing.</param>
/// <param name="autoencoder">Hash of its weights.</param>
internal sealed class LatentCache(string? folder, string autoencoder) : IDisposable
{
    // What is done to an image before it is encoded: another way needs another number.
    private const int Format = 1;

    private readonly Dictionary<(IImageSplit, int, bool), RecordFile> files = [];

    /// <summary>The rows of a split's images, or null where nothing is kept.</summary>
    /// <param name="width">Numbers of a row.</param>
    public RecordFile? Of(IImageSplit split, int resolution, bool mirrored, int width)
    {
        if (folder is null)
        {
            return null;
        }

        if (!files.TryGetValue((split, resolution, mirrored), out var file))
        {
            var key = $"{Format}\n{split.Fingerprint}\n{autoencoder}\n{resolution}\n{mirrored}";
            var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..32];
            files[(split, resolution, mirrored)] = file = new RecordFile(Path.Combine(folder, $"{name}.latents"), split.Count, width);
        }

        return file;
    }

    public void Dispose()
    {
        foreach (var file in files.Values)
        {
            file.Dispose();
        }
    }
}
