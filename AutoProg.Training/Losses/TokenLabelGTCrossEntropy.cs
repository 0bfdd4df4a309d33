using static TorchSharp.torch;

namespace AutoProg.Training.Losses;

/// <summary>Token labelling whose class label leans towards the ground truth: by 0.5 where both name the same class, by 0.1 where not.</summary>
/// <param name="denseWeight">Of the tokens; 0 leaves them out.</param>
/// <param name="classWeight">Of the class token; 0 leaves it out.</param>
public sealed class TokenLabelGTCrossEntropy(double denseWeight = 1, double classWeight = 1) : TokenLabelCrossEntropy(denseWeight, classWeight)
{
    private const double LabelWhereTheyDiffer = 0.9, LessWhereTheyAgree = 0.4;

    protected override Tensor ClassLabel(Tensor target)
    {
        var (truth, label) = (target.select(2, 0), target.select(2, 1));                                    // (N, classes)
        var agree = truth.argmax(-1, keepdim: true).eq(label.argmax(-1, keepdim: true)).to(target.dtype);   // (N, 1)
        return lerp(truth, label, LabelWhereTheyDiffer - LessWhereTheyAgree * agree);
    }
}
