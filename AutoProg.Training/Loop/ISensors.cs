namespace AutoProg.Training.Loop;

/// <summary>What the machine does while a run trains.</summary>
public interface ISensors
{
    /// <summary>The readings that came since the last call, a value per series; a sensor that is missing gives none.</summary>
    IReadOnlyList<(string Series, double Value)> Take();
}
