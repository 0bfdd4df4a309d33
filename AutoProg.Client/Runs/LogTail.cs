using AutoProg.Contracts.Runs;

namespace AutoProg.Client.Runs;

/// <summary>The end of a growing log: keeps its last lines and where to read on.</summary>
public sealed class LogTail
{
    public const int MostCharacters = 400_000;

    public string Text { get; private set; } = "";

    public long Next { get; private set; }

    /// <summary>True where earlier lines were let go.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Appends a chunk; false where it brings nothing new.</summary>
    public bool Append(LogChunk chunk)
    {
        if (chunk.To <= Next)
        {
            return false;
        }

        Text += chunk.Text;
        Next = chunk.To;
        if (Text.Length > MostCharacters)
        {
            var line = Text.IndexOf('\n', Text.Length - MostCharacters);
            Text = Text[(line < 0 ? Text.Length - MostCharacters : line + 1)..];
            IsCut = true;
        }

        return true;
    }
}
