using System.Text;
using AutoProg.Contracts.Runs;

namespace AutoProg.Server.Runs;

/// <summary>Stretches of a worker's log by byte position.</summary>
public static class RunLogs
{
    private const int MostBytes = 64 * 1024;

    /// <summary>From a position on, or for a negative one the end of the log. Characters are never cut in two.</summary>
    public static LogChunk Read(RunFolder folder, long from)
    {
        if (!File.Exists(folder.Log))
        {
            return new LogChunk(0, 0, "");
        }

        using var file = new FileStream(folder.Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var start = from < 0 ? Math.Max(0, file.Length - MostBytes) : Math.Min(from, file.Length);
        file.Position = start;
        var bytes = new byte[(int)Math.Min(MostBytes, file.Length - start)];
        var count = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        var skipped = from < 0 ? bytes.AsSpan(0, count).IndexOfAnyExceptInRange((byte)0x80, (byte)0xBF) : 0;
        var text = bytes.AsSpan(Math.Max(0, skipped), count - Math.Max(0, skipped));
        text = text[..(text.Length - IncompleteTail(text))];
        start += Math.Max(0, skipped);
        return new LogChunk(start, start + text.Length, Encoding.UTF8.GetString(text));
    }

    /// <summary>The last lines, for messages.</summary>
    public static string Tail(RunFolder folder, int lines)
    {
        var all = Read(folder, from: -1).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return string.Join('\n', all.TakeLast(lines));
    }

    // Bytes of a UTF-8 character that has begun but not ended; 0 for text that is no UTF-8 at all.
    private static int IncompleteTail(ReadOnlySpan<byte> text)
    {
        for (var back = 1; back <= Math.Min(3, text.Length); back++)
        {
            var value = text[^back];
            if (value >= 0xC0)
            {
                var length = value >= 0xF0 ? 4 : value >= 0xE0 ? 3 : 2;
                return back < length ? back : 0;
            }

            if (value < 0x80)
            {
                return 0;
            }
        }

        return 0;
    }
}
