using System.Buffers.Binary;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace AutoProg.Training.Storage;

/// <summary>A safetensors file in memory: string metadata and tensors on the CPU by name, which it owns.</summary>
public sealed class SafetensorsFile : IDisposable
{
    private const int LargestBuffer = 1 << 20;

    private SafetensorsFile(IReadOnlyDictionary<string, string> metadata, IReadOnlyDictionary<string, Tensor> tensors)
    {
        Metadata = metadata;
        Tensors = tensors;
    }

    /// <summary>The string map of the header; empty where the file has none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The tensors by name, in no dispose scope: they live until <see cref="Dispose"/>.</summary>
    public IReadOnlyDictionary<string, Tensor> Tensors { get; }

    /// <summary>Reads a whole file, after checking every length in it against the others.</summary>
    /// <exception cref="InvalidDataException">The file breaks a rule of the format; the message names file and rule.</exception>
    public static SafetensorsFile Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        try
        {
            var header = ReadHeader(file);
            foreach (var entry in header.Entries)
            {
                var tensor = empty(entry.Shape, entry.Type, CPU).DetachFromDisposeScope();
                tensors.Add(entry.Name, tensor);
                if (entry.End > entry.Begin)
                {
                    tensor.ReadBytesFromStream(file, BufferFor(tensor));
                }
            }

            return new SafetensorsFile(header.Metadata, tensors);
        }
        catch (Exception error)
        {
            DisposeAll(tensors.Values);
            if (error is InvalidDataException or EndOfStreamException)
            {
                throw new InvalidDataException($"{path} is no valid safetensors file: {error.Message}.", error);
            }

            throw;
        }
    }

    /// <summary>
    /// Writes tensors sorted by name and flushes them to the disk; equal contents give equal bytes.
    /// A failed write leaves a partial file: callers write into a temporary folder and rename that.
    /// </summary>
    public static void Write(string path, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var sorted = tensors.OrderBy(pair => pair.Key, StringComparer.Ordinal).ToArray();
        var header = HeaderOf(sorted, metadata ?? new Dictionary<string, string>());
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        file.Write(length);
        file.Write(header);
        foreach (var (_, tensor) in sorted)
        {
            using var scope = NewDisposeScope();
            if (tensor.NumberOfElements > 0)
            {
                tensor.detach().cpu().contiguous().WriteBytesToStream(file, BufferFor(tensor));
            }
        }

        file.Flush(flushToDisk: true);
    }

    public void Dispose() => DisposeAll(Tensors.Values);

    // Each call allocates its buffer, and most tensors are small.
    internal static int BufferFor(Tensor tensor) => (int)Math.Min(LargestBuffer, tensor.NumberOfElements * tensor.ElementSize);

    private static SafetensorsHeader ReadHeader(FileStream file)
    {
        Span<byte> prefix = stackalloc byte[sizeof(ulong)];
        if (file.Length < prefix.Length)
        {
            throw new InvalidDataException($"it has {file.Length} bytes, fewer than the {prefix.Length} of the header length");
        }

        file.ReadExactly(prefix);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        var rest = file.Length - prefix.Length;
        if (length > SafetensorsHeader.MaxLength || length > (ulong)rest)
        {
            throw new InvalidDataException(
                $"its header claims {length} bytes; at most {SafetensorsHeader.MaxLength} are allowed and {rest} follow");
        }

        var json = new byte[length];
        file.ReadExactly(json);
        return SafetensorsHeader.Parse(json, rest - json.Length);
    }

    private static byte[] HeaderOf(KeyValuePair<string, Tensor>[] sorted, IReadOnlyDictionary<string, string> metadata)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            WriteMetadata(json, metadata);
            WriteEntries(json, sorted);
            json.WriteEndObject();
        }

        // Spaces up to a multiple of eight keep the data aligned for readers that map the file.
        while (buffer.Length % 8 != 0)
        {
            buffer.WriteByte((byte)' ');
        }

        return buffer.Length <= SafetensorsHeader.MaxLength
            ? buffer.ToArray()
            : throw new ArgumentException($"The names, shapes and metadata take {buffer.Length} bytes; at most {SafetensorsHeader.MaxLength} are allowed.");
    }

    private static void WriteMetadata(Utf8JsonWriter json, IReadOnlyDictionary<string, string> metadata)
    {
        if (metadata.Count == 0)
        {
            return;
        }

        json.WriteStartObject(SafetensorsHeader.MetadataKey);
        foreach (var (key, value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    private static void WriteEntries(Utf8JsonWriter json, KeyValuePair<string, Tensor>[] sorted)
    {
        var begin = 0L;
        foreach (var (name, tensor) in sorted)
        {
            var end = begin + tensor.NumberOfElements * SafetensorsTypes.Size(tensor.dtype);
            json.WriteStartObject(name);
            json.WriteString("dtype", SafetensorsTypes.NameOf(tensor.dtype));
            WriteArray(json, "shape", tensor.shape);
            WriteArray(json, "data_offsets", [begin, end]);
            json.WriteEndObject();
            begin = end;
        }
    }

    private static void WriteArray(Utf8JsonWriter json, string name, long[] values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteNumberValue(value);
        }

        json.WriteEndArray();
    }

    private static void DisposeAll(IEnumerable<Tensor> tensors)
    {
        foreach (var tensor in tensors)
        {
            tensor.Dispose();
        }
    }
}
