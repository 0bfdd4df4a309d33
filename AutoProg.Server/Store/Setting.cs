namespace AutoProg.Server.Store;

/// <summary>A setting that administrators change while the server runs.</summary>
public sealed class Setting
{
    [System.ComponentModel.DataAnnotations.Key]
    public required string Name { get; set; }

    /// <summary>As JSON.</summary>
    public required string Value { get; set; }
}
