namespace AutoProg.Training.Storage;

/// <summary>Weights that are refused or do not fit; the message names the file, the reason and, where there is one, the remedy.</summary>
public sealed class InvalidWeightsException : Exception
{
    public InvalidWeightsException(string message)
        : base(message)
    {
    }

    public InvalidWeightsException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
