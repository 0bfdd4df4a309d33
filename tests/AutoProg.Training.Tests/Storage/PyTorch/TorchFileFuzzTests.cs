using AutoProg.Training.Storage;
using AutoProg.Training.Storage.PyTorch;

namespace AutoProg.Training.Tests.Storage.PyTorch;

public sealed class TorchFileFuzzTests
{
    private const int Seed = 20261124;
    private const int Cases = 4000;

    [Fact]
    public void A_damaged_file_is_read_or_refused_and_nothing_else_happens()
    {
        var random = new Random(Seed);
        byte[][] wholes = [CPythonCheckpoint.Bytes, TorchSave.Bytes(Checkpoint)];
        var (read, refused) = (0, 0);
        for (var number = 0; number < Cases; number++)
        {
            var damaged = number % 2 == 0 ? Damaged(wholes[number / 2 % 2], random) : WithDamagedPickle(random);
            try
            {
                ReadAll(damaged);
                read++;
            }
            catch (InvalidWeightsException)
            {
                refused++;
            }
            catch (Exception other)
            {
                Assert.Fail($"Seed {Seed}, case {number}: {other}");
            }
        }

        Assert.True(read > 100 && refused > 1000, $"{read} read, {refused} refused: the damage reaches too little.");
    }

    private static Dictionary<object, object?> Checkpoint { get; } = new()
    {
        ["model"] = new StateDictionary(
            ("a", new SavedTensor(SavedStorage.Floats(0, 1, 2, 3, 4, 5), 0, [3, 2], [1, 3])),
            ("b", SavedTensor.Vector(1, 2, 3) with { IsParameter = true })),
        ["epoch"] = 3,
        ["history"] = new List<object?> { 0.5, 1L << 40, null },
    };

    private static byte[] Pickle { get; } = new PickleWriter().Op("}").Text("model").Op("}(").Text("a").Tensor().Text("b").Tensor(shape: [2, 2], strides: [1, 2]).Op("us").Stop();

    private static void ReadAll(byte[] bytes)
    {
        using var file = TorchFile.Open(new MemoryStream(bytes), "damaged");
        foreach (var tensor in file.StateDicts.SelectMany(found => file.Read(found).Values))
        {
            tensor.Dispose();
        }
    }

    private static byte[] WithDamagedPickle(Random random) =>
        ZipWriter.Write(TorchSave.Items(Damaged(Pickle, random), new byte[Hostile.FourFloats]), large: random.Next(2) == 0);

    private static byte[] Damaged(byte[] whole, Random random)
    {
        var bytes = (byte[])whole.Clone();
        for (var times = random.Next(1, 9); times > 0; times--)
        {
            var place = random.Next(bytes.Length);
            switch (random.Next(8))
            {
                case 0: bytes[place] = (byte)random.Next(256); break;
                case 1: bytes.AsSpan(place, Math.Min(4, bytes.Length - place)).Fill(byte.MaxValue); break;
                case 2: bytes.AsSpan(place, Math.Min(8, bytes.Length - place)).Clear(); break;
                case 3: return [.. bytes[..place], .. bytes[Math.Min(bytes.Length, place + random.Next(64))..]];
                case 4: return [.. bytes[..place], .. bytes[random.Next(place + 1)..]];
                default: bytes[place] ^= (byte)(1 << random.Next(8)); break;
            }
        }

        return bytes;
    }
}
