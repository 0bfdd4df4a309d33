namespace AutoProg.Training.Data;

/// <summary>A data set that cannot be trained on; the message names the file or field, the reason and the remedy.</summary>
public sealed class InvalidDatasetException : Exception
{
    public InvalidDatasetException(string message)
        : base(message)
    {
    }

    public InvalidDatasetException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
