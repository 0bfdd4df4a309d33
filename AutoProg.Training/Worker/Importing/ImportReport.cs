using System.Text.Json;
using System.Text.Json.Serialization;

namespace AutoProg.Training.Worker.Importing;

/// <summary>Where imported weights come from: the JSON beside them.</summary>
/// <param name="Source">Name of the file they were read from.</param>
/// <param name="SourceSha256">Its hash, lower-case hexadecimal.</param>
/// <param name="Key">The dictionary of it that was taken; null for a safetensors file.</param>
/// <param name="Model">The row of the model catalogue that they fit, or null.</param>
/// <param name="Classes">Of their classifier; 0 for none, null without a model.</param>
/// <param name="Resolution">Of their position embeddings in pixels; null without a model.</param>
/// <param name="Parameters">Numbers in them that training would change.</param>
public sealed record ImportRecord(
    string Source, string SourceSha256, string? Key, string? Model, int? Classes, int? Resolution, long Parameters, DateTimeOffset ImportedAt);

/// <summary>What <c>autoprog import --json</c> prints as its last line.</summary>
/// <param name="File">The safetensors file that was written.</param>
/// <param name="Notes">What was left out or renamed.</param>
public sealed record ImportReport(string File, ImportRecord Origin, IReadOnlyList<ImportedTensor> Tensors, IReadOnlyList<string> Notes)
{
    public string ToJson() => JsonSerializer.Serialize(this, ImportJson.Default.ImportReport);
}

/// <param name="Dtype">As safetensors writes it.</param>
public sealed record ImportedTensor(string Name, string Dtype, IReadOnlyList<long> Shape)
{
    public override string ToString() => $"{Dtype,-4}  {(Shape.Count == 0 ? "scalar" : string.Join("x", Shape)),-16}  {Name}";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ImportRecord))]
[JsonSerializable(typeof(ImportReport))]
internal sealed partial class ImportJson : JsonSerializerContext;
