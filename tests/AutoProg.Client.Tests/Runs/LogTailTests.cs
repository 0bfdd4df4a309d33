namespace AutoProg.Client.Tests.Runs;

public class LogTailTests
{
    [Fact]
    public void A_chunk_that_was_read_before_is_not_shown_twice()
    {
        var tail = new LogTail();
        Assert.True(tail.Append(new LogChunk(0, 4, "one\n")));
        Assert.False(tail.Append(new LogChunk(0, 4, "one\n")));
        Assert.Equal("one\n", tail.Text);
    }

    [Fact]
    public void A_long_log_keeps_whole_last_lines()
    {
        var tail = new LogTail();
        var line = new string('x', 99) + "\n";
        var text = string.Concat(Enumerable.Repeat(line, 5_000));
        tail.Append(new LogChunk(0, text.Length, text));

        Assert.True(tail.IsCut);
        Assert.True(tail.Text.Length <= LogTail.MostCharacters);
        Assert.StartsWith("x", tail.Text, StringComparison.Ordinal);
        Assert.Equal(0, tail.Text.Length % 100);
        Assert.Equal(text.Length, tail.Next);
    }
}
