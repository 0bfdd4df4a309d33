using System.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace AutoProg.Training.Storage.PyTorch;

/// <summary>
/// A file of torch.save, opened without running anything in it: which tensors it holds is read at once, their numbers
/// on request, straight from the file.
/// </summary>
public sealed class TorchFile : IDisposable
{
    // Weights that share a storage are written once each; more than this is no sharing but a trap.
    private const int MostCopies = 4;
    private readonly Stream file;
    private readonly string name;

    private TorchFile(Stream file, string name, IReadOnlyList<StateDict> stateDicts) =>
        (this.file, this.name, StateDicts) = (file, name, stateDicts);

    /// <summary>The dictionaries with tensors, from the top down.</summary>
    public IReadOnlyList<StateDict> StateDicts { get; }

    /// <exception cref="InvalidWeightsException">The file is refused; the message names file and reason.</exception>
    public static TorchFile Open(string path) =>
        Open(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0), Path.GetFileName(path));

    /// <summary>The dictionary of that key, or without one the only dictionary.</summary>
    /// <exception cref="InvalidWeightsException">There is none, or no key and several; the message lists what is there.</exception>
    public StateDict Choose(string? key)
    {
        var matching = StateDicts.Where(found => key is null || found.Key == key).ToArray();
        return matching switch
        {
            [var only] => only,
            _ when StateDicts.Count == 0 => throw Refused("it holds no dictionary of tensors"),
            [] => throw Refused($"it holds no dictionary {Quoted.Of(key!)}. There is: {string.Join(", ", StateDicts)}"),
            _ => throw Refused($"it holds {StateDicts.Count} dictionaries of tensors; name one by --key. There is: {string.Join(", ", StateDicts)}"),
        };
    }

    /// <summary>The tensors of a dictionary, contiguous, on the CPU and in no dispose scope: the caller disposes them.</summary>
    /// <exception cref="InvalidWeightsException">They are far more than the file holds, or the file changed under the reader.</exception>
    public Dictionary<string, Tensor> Read(StateDict chosen)
    {
        Check(chosen);
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        try
        {
            foreach (var (key, view) in chosen.Tensors.OrderBy(item => item.Value.Begin))
            {
                tensors.Add(key, Read(view));
            }

            return tensors;
        }
        catch (Exception error)
        {
            foreach (var tensor in tensors.Values)
            {
                tensor.Dispose();
            }

            if (error is EndOfStreamException)
            {
                throw Refused("it became shorter while it was read");
            }

            throw;
        }
    }

    public void Dispose() => file.Dispose();

    internal static TorchFile Open(Stream file, string name)
    {
        try
        {
            CheckForm(file);
            var entries = StoredZip.Read(file);
            CheckContents(file, entries);
            return new TorchFile(file, name, StateDict.FindAll(new Unpickler(Pickle(file, entries), entries).Load()));
        }
        catch (Exception error)
        {
            file.Dispose();
            if (error is InvalidWeightsException)
            {
                throw new InvalidWeightsException($"{name} is refused: {error.Message}.", error);
            }

            throw;
        }
    }

    private static void CheckForm(Stream file)
    {
        var start = file.ReadAt(0, (int)Math.Min(file.Length, 4));
        if (start is [(byte)'P', (byte)'K', 3, 4])
        {
            return;
        }

        throw new InvalidWeightsException(start is [0x80, ..]
            ? "it is a pickle of PyTorch's old form; load it in PyTorch 1.6 or later and save it again with torch.save"
            : "it is no file of torch.save in its ZIP form");
    }

    private static void CheckContents(Stream file, IReadOnlyDictionary<string, StoredEntry> entries)
    {
        if (entries.ContainsKey("constants.pkl"))
        {
            throw new InvalidWeightsException("it is a TorchScript program; save its state_dict() with torch.save");
        }

        // Files from before PyTorch 2.1 do not say; the machines that wrote them were little-endian.
        if (entries.TryGetValue("byteorder", out var order))
        {
            var text = Encoding.ASCII.GetString(file.ReadAt(order.Begin, (int)Math.Min(order.Length, 16)));
            if (text != "little")
            {
                throw new InvalidWeightsException($"its byte order is {Quoted.Of(text)}; only little-endian files are read");
            }
        }
    }

    private static byte[] Pickle(Stream file, IReadOnlyDictionary<string, StoredEntry> entries)
    {
        if (!entries.TryGetValue("data.pkl", out var pickle))
        {
            throw new InvalidWeightsException("the archive lacks data.pkl, which torch.save writes");
        }

        return pickle.Length <= Unpickler.MaxLength
            ? file.ReadAt(pickle.Begin, (int)pickle.Length)
            : throw new InvalidWeightsException($"its data.pkl has {pickle.Length} bytes; at most {Unpickler.MaxLength} are allowed");
    }

    private void Check(StateDict chosen)
    {
        var bytes = chosen.Tensors.Values.Aggregate((Int128)0, (sum, view) => sum + view.Elements * SafetensorsTypes.Size(view.Type));
        if (bytes > (Int128)file.Length * MostCopies)
        {
            throw Refused($"its tensors take {bytes} bytes, more than {MostCopies} times the {file.Length} of the file");
        }
    }

    private Tensor Read(TensorView view)
    {
        using var scope = NewDisposeScope();
        if (view.Elements == 0)
        {
            return empty(view.Shape.ToArray(), view.Type, CPU).DetachFromDisposeScope();
        }

        if (view.IsContiguous)
        {
            return Fill(empty(view.Shape.ToArray(), view.Type, CPU), view.Begin).DetachFromDisposeScope();
        }

        var window = Fill(empty(view.Span, view.Type, CPU), view.Begin);
        return window.as_strided(view.Shape.ToArray(), view.Strides.ToArray()).contiguous().DetachFromDisposeScope();
    }

    private Tensor Fill(Tensor tensor, long begin)
    {
        file.Position = begin;
        tensor.ReadBytesFromStream(file, SafetensorsFile.BufferFor(tensor));
        return tensor;
    }

    private InvalidWeightsException Refused(string problem) => new($"{name} is refused: {problem}.");
}
