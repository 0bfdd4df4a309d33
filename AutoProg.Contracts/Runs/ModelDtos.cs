namespace AutoProg.Contracts.Runs;

/// <summary>A file of weights under <c>models/</c> of the data root.</summary>
/// <param name="Name">What <c>model.weights</c> takes.</param>
/// <param name="Architecture">The row of the model catalogue that it fits, or null.</param>
/// <param name="Source">The file it was imported from, or the run it was exported from; null while unknown.</param>
/// <param name="Parameters">Null while unknown.</param>
/// <param name="UsedBy">Runs that start from it.</param>
public sealed record ModelSummary(
    string Name, long Bytes, string? Architecture, int? Classes, int? Resolution, long? Parameters, string? Source, DateTimeOffset ChangedAt, IReadOnlyList<RunReference> UsedBy);

/// <summary>A file of weights with what lies in it.</summary>
public sealed record ModelDetail(ModelSummary Summary, ModelReport Report);

/// <summary>What <c>autoprog inspect --json</c> finds in a file of weights.</summary>
/// <param name="Sha256">Of the whole file, lower-case hexadecimal.</param>
/// <param name="Architecture">The row of the model catalogue that it fits, or what it says of itself; null where neither is known.</param>
public sealed record ModelReport(
    string Sha256, long Bytes, string? Architecture, int? Classes, int? Resolution, long Parameters, IReadOnlyList<ModelTensor> Tensors);

/// <param name="Dtype">As safetensors writes it.</param>
public sealed record ModelTensor(string Name, string Dtype, IReadOnlyList<long> Shape);

/// <summary>Imports weights from a folder of the server.</summary>
/// <param name="Path">A file, or an autoencoder's folder, below one of the allowed roots.</param>
/// <param name="Sha256">Of the file where the sender knows it; another content is refused.</param>
/// <param name="Key">The dictionary to take of a PyTorch file that holds several.</param>
public sealed record ModelRequest(string Name, string Path, string? Sha256 = null, string? Key = null);
