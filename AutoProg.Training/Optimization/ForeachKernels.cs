using TorchSharp;
using static TorchSharp.torch;

namespace AutoProg.Training.Optimization;

/// <summary>Torch's list kernels, which TorchSharp does not wrap: one call for all parameters. Compiled once per process.</summary>
internal static class ForeachKernels
{
    // Numbers that change from call to call come as tensors: they stay on the device, and a captured graph can read new values.
    private const string Script = """
        def adamw(weights: List[Tensor], grads: List[Tensor], exp_avgs: List[Tensor], exp_avg_sqs: List[Tensor], steps: List[Tensor],
                  lr: Tensor, beta1: float, beta2: float, weight_decay: float, eps: float):
            torch._foreach_add_(steps, 1)
            torch._fused_adamw_(weights, grads, exp_avgs, exp_avg_sqs, [], steps, lr=lr, beta1=beta1, beta2=beta2,
                                weight_decay=weight_decay, eps=eps, amsgrad=False, maximize=False)

        def clip(grads: List[Tensor], max_norm: float) -> Tensor:
            norm = torch.linalg_vector_norm(torch.stack(torch._foreach_norm(grads, 2.0)))
            torch._foreach_mul_(grads, torch.clamp(max_norm / (norm + 1e-6), max=1.0))
            return norm

        def copy(targets: List[Tensor], sources: List[Tensor]):
            torch._foreach_copy_(targets, sources)

        def lerp(targets: List[Tensor], sources: List[Tensor], weight: float):
            torch._foreach_lerp_(targets, sources, weight)

        """;

    private static readonly Lazy<jit.CompilationUnit> Unit = new(() => jit.compile(Script));

    public static void AdamW(
        Tensor[] weights, Tensor[] grads, Tensor[] expAvgs, Tensor[] expAvgSqs, Tensor[] steps,
        Tensor learningRate, Scalar beta1, Scalar beta2, Scalar weightDecay, Scalar epsilon) =>
        Unit.Value.invoke("adamw", weights, grads, expAvgs, expAvgSqs, steps, learningRate, beta1, beta2, weightDecay, epsilon);

    /// <summary>Scales gradients in place to a global norm of at most <paramref name="maxNorm"/>; returns the norm before.</summary>
    public static Tensor Clip(Tensor[] grads, Scalar maxNorm) => (Tensor)Unit.Value.invoke("clip", grads, maxNorm);

    /// <summary>Copies element by element, converting number formats.</summary>
    public static void Copy(Tensor[] targets, Tensor[] sources) => Unit.Value.invoke("copy", targets, sources);

    /// <summary>targets += weight · (sources - targets).</summary>
    public static void Lerp(Tensor[] targets, Tensor[] sources, Scalar weight) => Unit.Value.invoke("lerp", targets, sources, weight);
}
