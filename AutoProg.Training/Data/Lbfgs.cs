using static TorchSharp.torch;

namespace AutoProg.Training.Data;

/// <summary>Minimises a smooth convex function by limited-memory BFGS (Nocedal and Wright, Numerical Optimization, 7.4 and 7.5).</summary>
internal static class Lbfgs
{
    private const int Memory = 10;
    private const double SufficientDecrease = 1e-4;
    private const double NegligibleDecrease = 1e-6;
    private const double SmallestStep = 1e-3;

    /// <param name="evaluate">Value and gradient at a point; the gradient belongs to the caller. Its exceptions end the search.</param>
    /// <param name="start">The first point; not changed.</param>
    /// <param name="iterations">Most iterations; fewer where the value stands still.</param>
    public static Tensor Minimise(Func<Tensor, (double Value, Tensor Gradient)> evaluate, Tensor start, int iterations)
    {
        using var scope = NewDisposeScope();
        var (point, history) = (start.clone(), new Queue<Correction>());
        var (value, gradient) = evaluate(point);
        for (var iteration = 0; iteration < iterations; iteration++)
        {
            using var inner = NewDisposeScope();
            var direction = Direction(gradient, history);
            if (LineSearch(evaluate, point, value, Dot(gradient, direction), direction) is not { } found)
            {
                break; // Rounding hides any further decrease.
            }

            Remember(history, found.Point - point, found.Gradient - gradient);
            var decrease = value - found.Value;
            (point, value, gradient) = (found.Point.MoveToOuterDisposeScope(), found.Value, found.Gradient.MoveToOuterDisposeScope());
            if (decrease <= NegligibleDecrease * Math.Abs(value))
            {
                break;
            }
        }

        return point.MoveToOuterDisposeScope();
    }

    private static Tensor Direction(Tensor gradient, Queue<Correction> history)
    {
        var direction = gradient.neg();
        if (history.Count == 0)
        {
            return direction.div_(gradient.norm().clamp_min(1e-12));
        }

        var weights = new Stack<double>();
        foreach (var (step, change, curvature) in history.Reverse())
        {
            weights.Push(Dot(step, direction) / curvature);
            direction.add_(change, alpha: -weights.Peek());
        }

        var newest = history.Last();
        direction.mul_(newest.Curvature / Dot(newest.Change, newest.Change));
        foreach (var (step, change, curvature) in history)
        {
            direction.add_(step, alpha: weights.Pop() - Dot(change, direction) / curvature);
        }

        return direction;
    }

    private static (Tensor Point, double Value, Tensor Gradient)? LineSearch(
        Func<Tensor, (double Value, Tensor Gradient)> evaluate, Tensor point, double value, double slope, Tensor direction)
    {
        for (var length = 1.0; length >= SmallestStep; length /= 2)
        {
            var next = point.add(direction, alpha: length);
            var (nextValue, nextGradient) = evaluate(next);
            if (nextValue <= value + SufficientDecrease * length * slope)
            {
                return (next, nextValue, nextGradient);
            }
        }

        return null;
    }

    private static void Remember(Queue<Correction> history, Tensor step, Tensor change)
    {
        if (Dot(step, change) is var curvature && curvature <= 1e-12)
        {
            return;
        }

        history.Enqueue(new Correction(step.MoveToOuterDisposeScope(), change.MoveToOuterDisposeScope(), curvature));
        if (history.Count > Memory)
        {
            var (oldStep, oldChange, _) = history.Dequeue();
            oldStep.Dispose();
            oldChange.Dispose();
        }
    }

    private static double Dot(Tensor left, Tensor right)
    {
        using var product = left.mul(right);
        using var sum = product.sum();
        return sum.item<float>();
    }

    private readonly record struct Correction(Tensor Step, Tensor Change, double Curvature);
}
