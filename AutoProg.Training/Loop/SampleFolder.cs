using AutoProg.Contracts.Events;
using AutoProg.Training.Samples;
using static TorchSharp.torch;

namespace AutoProg.Training.Loop;

/// <summary>Keeps drawn images as pictures and says so.</summary>
/// <param name="root">The run's <c>samples/</c> folder; null keeps none.</param>
internal sealed class SampleFolder(string? root, IRunJournal journal)
{
    /// <summary>A picture shows no more classes than that.</summary>
    public const int MostColumns = 10;

    /// <param name="images">uint8 (N, C, R, R), row by row of the picture.</param>
    /// <param name="classes">Labels of the columns.</param>
    public void Save(Tensor images, int step, int resolution, IReadOnlyList<int> classes, int rows)
    {
        if (root is null)
        {
            return;
        }

        var name = $"step-{step:D8}.png";
        Directory.CreateDirectory(root);
        SampleGrid.Write(Path.Combine(root, name), images, classes.Count);
        journal.Add(new SamplesDrawn(step, name, resolution, classes, rows));
    }
}
