using AutoProg.Contracts.Events;
using AutoProg.Runs;
using AutoProg.Training.Loop;

namespace AutoProg.Training.Worker;

/// <summary>The journal of a run folder: rows to <c>run.db</c> at least every 250 ms of activity, signs of life to the heart.</summary>
public sealed class RunJournal(RunWriter writer, Heart heart, TimeProvider time) : IRunJournal
{
    private static readonly TimeSpan CommitEvery = TimeSpan.FromMilliseconds(250);
    private long lastCommit = time.GetTimestamp();

    public void Add(Point point)
    {
        writer.Add(point);
        if (time.GetElapsedTime(lastCommit) >= CommitEvery)
        {
            Commit();
        }
    }

    public void Add(RunEvent happened)
    {
        writer.Add(happened);
        lastCommit = time.GetTimestamp();
        Console.WriteLine(EventText.Of(happened));
    }

    public void Enter(string phase, int step, bool isLong = false)
    {
        if (heart.Beat(phase, step, isLong) || time.GetElapsedTime(lastCommit) >= CommitEvery)
        {
            Commit();
        }
    }

    private void Commit()
    {
        writer.Commit();
        lastCommit = time.GetTimestamp();
    }
}
