using AutoProg.Training.Models;
using static TorchSharp.torch;

namespace AutoProg.Training.Losses;

/// <summary>Cross-entropy of the class token and, in the mean, of every token with soft labels: token labelling (arXiv 2104.10858).</summary>
/// <param name="denseWeight">Of the tokens; 0 leaves them out.</param>
/// <param name="classWeight">Of the class token; 0 leaves it out.</param>
public class TokenLabelCrossEntropy(double denseWeight = 1, double classWeight = 1)
{
    /// <summary>The loss, a scalar.</summary>
    /// <param name="target">
    /// Probabilities (N, classes), for the class token and all others; or (N, classes, 2 + T): the ground truth, the label of the
    /// class token, the label of each token.
    /// </param>
    /// <param name="mixed">The box of mix-token that the output was computed with: the class label becomes the same mixture.</param>
    /// <exception cref="ArgumentException">The target has labels for another number of tokens.</exception>
    public Tensor Of(VoloOutput output, Tensor target, TokenBox mixed = default)
    {
        using var scope = NewDisposeScope();
        var tokens = output.OfTokens.shape[1];
        var isDense = target.dim() == 3;
        if (isDense && target.shape[2] != tokens + 2)
        {
            throw new ArgumentException($"The target has labels for {target.shape[2] - 2} tokens, the output has {tokens}; resample the label maps to the grid of tokens.", nameof(target));
        }

        var ofTokens = isDense ? target.narrow(2, 2, tokens).transpose(1, 2) : target.unsqueeze(1);         // (N, T or 1, classes)
        var ofClass = Mixed(isDense ? ClassLabel(target) : target, (double)mixed.Area / tokens);            // (N, classes)
        var loss = classWeight * CrossEntropy(output.OfClass, ofClass) + denseWeight * CrossEntropy(output.OfTokens, ofTokens);
        return loss.MoveToOuterDisposeScope();
    }

    /// <summary>The label (N, classes) of the class token in a dense target.</summary>
    protected virtual Tensor ClassLabel(Tensor target) => target.select(2, 1);

    private static Tensor Mixed(Tensor label, double other) => other > 0 ? (1 - other) * label + other * label.flip(0) : label;

    private static Tensor CrossEntropy(Tensor logits, Tensor label) => -(label * logits.log_softmax(-1)).sum(-1).mean();
}
