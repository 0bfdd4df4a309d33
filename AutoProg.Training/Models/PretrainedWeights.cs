using AutoProg.Contracts.Specification;
using AutoProg.Training.Layers;
using AutoProg.Training.Storage;
using static TorchSharp.torch;

namespace AutoProg.Training.Models;

/// <summary>Weights that a run starts from in place of fresh ones.</summary>
/// <param name="Path">A safetensors file.</param>
/// <param name="Channels">Of the images.</param>
/// <param name="FreshHead">Leaves the classifier, or the table of labels, as it is even where the classes are as many.</param>
public sealed record PretrainedWeights(string Path, int Channels, bool FreshHead = false)
{
    private const int MostNames = 5;

    /// <summary>Those of a specification, or null where it trains from scratch.</summary>
    /// <exception cref="InvalidWeightsException">There is no such file.</exception>
    public static PretrainedWeights? Of(RunSpec spec, int channels, ModelFolder folder) =>
        spec.Model.Weights is null ? null : new PretrainedWeights(folder.Locate(spec.Model.Weights), channels, spec.FineTuning.FreshHead);

    /// <summary>
    /// Copies them into a fresh model. Position embeddings of another resolution are resampled; a classifier of another
    /// class count stays fresh, as does one that the file lacks.
    /// </summary>
    /// <returns>What was done, for people.</returns>
    /// <exception cref="InvalidWeightsException">The file is refused or does not fit; the model is unchanged.</exception>
    public string CopyTo(VisionModel model) => CopyTo(model, model.Spec, model.Depth);

    /// <summary>As for a classifier; its table of labels takes the classifier's place, and stage vectors that the file lacks stay fresh.</summary>
    /// <returns>What was done, for people.</returns>
    /// <exception cref="InvalidWeightsException">The file is refused or does not fit; the model is unchanged.</exception>
    public string CopyTo(Dit model) => CopyTo(model, model.Spec, model.Spec.Depth);

    private string CopyTo(nn.Module model, ModelSpec spec, int depth)
    {
        using var file = WeightsFile.Read(Path);
        var architecture = Architecture.Of(spec, Channels, depth);
        var match = architecture.Compare(file.Tensors.ToDictionary(pair => pair.Key, pair => pair.Value.shape));
        if (!match.Fits)
        {
            throw new InvalidWeightsException(
                $"model.weights: '{Path}' does not fit the {depth} blocks that the run starts with: {match.Describe(MostNames)}. "
                + "Use weights of the same architecture, and a schedule whose first stage has their depth.");
        }

        using var gradients = no_grad();
        using var scope = NewDisposeScope();
        var targets = model.state_dict();
        var classifier = architecture.Classifier.ToArray();
        var sameClasses = Array.TrueForAll(classifier, name => file.Tensors.TryGetValue(name, out var found) && found.shape.SequenceEqual(targets[name].shape));
        var keepsClassifier = sameClasses && !FreshHead;
        foreach (var (name, tensor) in file.Tensors.Where(pair => keepsClassifier || !classifier.Contains(pair.Key)))
        {
            targets[name].copy_(architecture.Positions.Contains(name) ? Resampled(tensor, targets[name], spec) : tensor);
        }

        var resampled = match.Resolution == spec.Resolution
            ? ""
            : $" Their position embedding was resampled from {match.Resolution} to {spec.Resolution} px.";
        var names = string.Join(", ", classifier.Order(StringComparer.Ordinal));
        var fresh = (sameClasses, FreshHead) switch
        {
            (true, false) => "",
            (true, true) => $" As asked, {names} start fresh.",
            _ => $" They are for {(match.Classes == 0 ? "no" : $"{match.Classes}")} classes, so {names} start fresh.",
        };
        var unstaged = targets.Keys.Any(Architecture.IsOfStages) && !file.Tensors.Keys.Any(Architecture.IsOfStages)
            ? " They tell no stages apart, so the stage vectors start fresh."
            : "";
        return $"Starts from the weights in '{Path}'.{resampled}{fresh}{unstaged}";
    }

    private static Tensor Resampled(Tensor found, Tensor target, ModelSpec spec)
    {
        if (found.shape.SequenceEqual(target.shape))
        {
            return found;
        }

        var (there, own) = (PositionTable.Of(found.shape, target.shape, spec)!.Value, PositionTable.Of(target.shape, target.shape, spec)!.Value);
        using var grid = new PositionGrid(there.Side, spec.Family == ModelFamily.Vit ? GridResampling.Antialiased : GridResampling.ByFactor);
        var rows = found.to(float32).reshape(-1, found.shape[^1]);                                                    // (P + G'·G', D)
        var points = grid.Resample(rows.narrow(0, there.Leading, (long)there.Side * there.Side), own.Side, own.Side); // (G·G, D)
        return cat([rows.narrow(0, 0, there.Leading), points]).view(target.shape);
    }
}
