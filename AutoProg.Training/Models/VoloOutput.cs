using static TorchSharp.torch;

namespace AutoProg.Training.Models;

/// <summary>What a VOLO trains on: logits in fp32.</summary>
/// <param name="OfClass">By the class token, (N, classes).</param>
/// <param name="OfTokens">By each token, row by row, (N, T, classes).</param>
public readonly record struct VoloOutput(Tensor OfClass, Tensor OfTokens);
