using AutoProg.Contracts.Specification;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AutoProg.Training.Optimization;

/// <summary>
/// AdamW with decoupled weight decay (arXiv 1711.05101), one fused kernel per parameter group. Weights in another
/// format than fp32 get fp32 masters. Parameters without a gradient are skipped: neither momentum nor decay moves them.
/// </summary>
public sealed class AdamW : IDisposable
{
    public const double Epsilon = 1e-8;

    private readonly List<Slot> slots;
    private readonly Dictionary<string, AdamWState> state = new(StringComparer.Ordinal);
    private readonly Scalar beta1, beta2, weightDecay, noDecay, epsilon, clipNorm;
    private readonly bool clips;
    private readonly Tensor rate;

    /// <param name="parameters">Names and parameters of one device, already in the format and on the device they train in.</param>
    /// <param name="spec">Betas, weight decay and clipping norm.</param>
    /// <param name="initialState">State by name to go on from, copied; names that are missing start at zero when first trained.</param>
    /// <param name="masters">fp32 weights by name for parameters of another format, copied; without them the parameters' own values.</param>
    /// <param name="decays">Which parameters decay; timm's rule (<see cref="WeightDecayRule"/>) if null.</param>
    public AdamW(
        IEnumerable<(string name, Parameter parameter)> parameters,
        OptimizationSpec spec,
        IReadOnlyDictionary<string, AdamWState>? initialState = null,
        IReadOnlyDictionary<string, Tensor>? masters = null,
        Func<string, Tensor, bool>? decays = null)
    {
        decays ??= WeightDecayRule.Applies;
        using var gradients = no_grad();
        using var scope = NewDisposeScope();
        slots = [.. parameters.Select(pair => new Slot(
            pair.name, pair.parameter, MasterOf(pair.name, pair.parameter, masters), decays(pair.name, pair.parameter)))];
        Trained = slots.Where(slot => slot.Parameter.requires_grad).Select(slot => slot.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var slot in slots.Where(slot => Trained.Contains(slot.Name)))
        {
            if (initialState is not null && initialState.TryGetValue(slot.Name, out var saved))
            {
                state[slot.Name] = saved.CopyTo(slot.Parameter.device);
            }
        }

        Weights = slots.ToDictionary(slot => slot.Name, slot => slot.Weights, StringComparer.Ordinal);
        (beta1, beta2, epsilon) = (spec.Beta1, spec.Beta2, Epsilon);
        (weightDecay, noDecay, clipNorm) = (spec.WeightDecay, 0.0, spec.ClipNorm);
        clips = spec.ClipNorm > 0;
        rate = zeros([], float32, slots[0].Parameter.device).DetachFromDisposeScope();
    }

    /// <summary>Names of the parameters that were not frozen when this was made.</summary>
    public IReadOnlySet<string> Trained { get; }

    /// <summary>State by parameter name, of every parameter that was trained; owned by the optimizer.</summary>
    public IReadOnlyDictionary<string, AdamWState> State => state;

    /// <summary>fp32 weights by parameter name: the masters, or the parameters themselves where they are fp32.</summary>
    public IReadOnlyDictionary<string, Tensor> Weights { get; }

    /// <summary>Updates every parameter that has a gradient, after clipping.</summary>
    public void Step(double learningRate)
    {
        using var gradients = no_grad();
        using var scope = NewDisposeScope();
        var trained = slots.Select(slot => (Slot: slot, Grad: slot.Parameter.grad)).Where(pair => pair.Grad is not null)
            .Select(pair => (pair.Slot, Grad: pair.Slot.Master is null ? pair.Grad! : pair.Grad!.to(float32))).ToArray();
        if (trained.Length == 0)
        {
            return;
        }

        if (clips)
        {
            ForeachKernels.Clip([.. trained.Select(pair => pair.Grad)], clipNorm);
        }

        rate.fill_(learningRate);
        Update([.. trained.Where(pair => pair.Slot.Decays)], weightDecay);
        Update([.. trained.Where(pair => !pair.Slot.Decays)], noDecay);
        PublishMasters([.. trained.Select(pair => pair.Slot).Where(slot => slot.Master is not null)]);
    }

    /// <summary>Drops every gradient, so that a parameter frozen from now on is skipped instead of drifting.</summary>
    public void ZeroGrad()
    {
        foreach (var slot in slots)
        {
            slot.Parameter.grad = null;
        }
    }

    public void Dispose()
    {
        foreach (var slot in slots)
        {
            slot.Master?.Dispose();
        }

        foreach (var owned in state.Values)
        {
            owned.Dispose();
        }

        rate.Dispose();
        Scalar[] numbers = [beta1, beta2, weightDecay, noDecay, epsilon, clipNorm];
        Array.ForEach(numbers, number => number.Dispose());
    }

    private void Update((Slot Slot, Tensor Grad)[] group, Scalar decay)
    {
        if (group.Length == 0)
        {
            return;
        }

        var states = Array.ConvertAll(group, pair => StateOf(pair.Slot));
        ForeachKernels.AdamW(
            Array.ConvertAll(group, pair => pair.Slot.Weights),
            Array.ConvertAll(group, pair => pair.Grad),
            Array.ConvertAll(states, own => own.ExpAvg),
            Array.ConvertAll(states, own => own.ExpAvgSq),
            Array.ConvertAll(states, own => own.Step),
            rate, beta1, beta2, decay, epsilon);
    }

    // Frozen parameters never get here, so they cost no memory.
    private AdamWState StateOf(Slot slot)
    {
        if (!state.TryGetValue(slot.Name, out var own))
        {
            state[slot.Name] = own = AdamWState.Zero(slot.Parameter);
        }

        return own;
    }

    private static void PublishMasters(Slot[] mastered)
    {
        if (mastered.Length > 0)
        {
            ForeachKernels.Copy(
                Array.ConvertAll(mastered, slot => (Tensor)slot.Parameter),
                Array.ConvertAll(mastered, slot => slot.Master!));
        }
    }

    private static Tensor? MasterOf(string name, Parameter parameter, IReadOnlyDictionary<string, Tensor>? masters)
    {
        if (parameter.dtype == ScalarType.Float32)
        {
            return null;
        }

        var source = masters is not null && masters.TryGetValue(name, out var given) ? given : parameter;
        return source.detach().to(float32, parameter.device, copy: true).DetachFromDisposeScope();
    }

    private sealed record Slot(string Name, Parameter Parameter, Tensor? Master, bool Decays)
    {
        public Tensor Weights => Master ?? Parameter;
    }
}
