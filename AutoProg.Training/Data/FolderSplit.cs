using System.Security.Cryptography;
using System.Text;
using static TorchSharp.torch;

namespace AutoProg.Training.Data;

/// <summary>Image files, decoded a few batches ahead of the reader.</summary>
internal sealed class FolderSplit(IReadOnlyList<LabelledFile> files) : IImageSplit
{
    private const int BatchesAhead = 3;

    private readonly Lazy<string> fingerprint = new(() => FingerprintOf(files));

    public int Count => files.Count;
    public string Fingerprint => fingerprint.Value;
    public Tensor Labels { get; } = tensor(files.Select(file => (long)file.Label).ToArray()).DetachFromDisposeScope();

    public IEnumerable<ImageBatch> Stream(IEnumerable<long[]> batches, int resolution, int margin = 0)
    {
        var side = resolution + 2 * margin;
        using var stopping = new CancellationTokenSource();
        using var source = batches.GetEnumerator();
        var ahead = new Queue<(long[] Indices, Task<byte[]> Pixels)>();
        try
        {
            while (true)
            {
                while (ahead.Count < BatchesAhead && source.MoveNext())
                {
                    ahead.Enqueue((source.Current, Decode(source.Current, side, stopping.Token)));
                }

                if (!ahead.TryDequeue(out var next))
                {
                    yield break;
                }

                yield return Batch(next.Indices, next.Pixels.GetAwaiter().GetResult(), side, margin);
            }
        }
        finally
        {
            stopping.Cancel();
            Task.WhenAll(ahead.Select(batch => batch.Pixels)).ContinueWith(_ => { }, TaskScheduler.Default).Wait();
        }
    }

    public void Dispose() => Labels.Dispose();

    private Task<byte[]> Decode(long[] indices, int side, CancellationToken token) =>
        Task.Run(() => ImageDecoder.DecodeAll([.. indices.Select(index => files[(int)index].Path)], side, token), token);

    private ImageBatch Batch(long[] indices, byte[] pixels, int side, int margin)
    {
        using var chosen = tensor(indices);
        using var rows = tensor(pixels, indices.Length, side, side, 3);
        using var planes = rows.permute(0, 3, 1, 2);
        return new ImageBatch(planes.contiguous(), Labels.index_select(0, chosen), margin) { Indices = indices };
    }

    // Reading the files would take as long as an epoch.
    private static string FingerprintOf(IReadOnlyList<LabelledFile> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files.Select(file => new FileInfo(file.Path)))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{file.FullName}\n{file.Length}\n{file.LastWriteTimeUtc.Ticks}\n"));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
