namespace AutoProg.Contracts.Runs;

public static partial class Routes
{
    /// <summary>Folders that an administrator allows data sets and weights to lie in.</summary>
    public const string DatasetRoots = "/api/datasets/roots";

    /// <summary>Data sets that people registered.</summary>
    public const string RegisteredDatasets = "/api/datasets/registered";

    public const string Models = "/api/models";
    public const string Retention = "/api/storage/retention";
    public const string DiskUse = "/api/storage";
    public const string Trash = "/api/storage/trash";

    public const string EmptyTrash = Trash + "/empty";

    /// <summary>A registered data set by its id, or a named one.</summary>
    public static string RegisteredDataset(string id) => $"{RegisteredDatasets}/{Uri.EscapeDataString(id)}";

    public static string ScanDataset(string id) => $"{RegisteredDataset(id)}/scan";

    public static string Checkpoints(string run) => $"{Run(run)}/checkpoints";

    public static string Checkpoint(string run, string name) => $"{Checkpoints(run)}/{Uri.EscapeDataString(name)}";

    public static string VerifyCheckpoint(string run, string name) => $"{Checkpoint(run, name)}/verify";

    public static string PinCheckpoint(string run, string name) => $"{Checkpoint(run, name)}/pin";

    /// <summary>Starts another run from the checkpoint: takes a <see cref="Specification.RunSpec"/>.</summary>
    public static string Fork(string run, string name) => $"{Checkpoint(run, name)}/fork";

    public static string CheckpointArchive(string run, string name) => $"{Checkpoint(run, name)}/archive";

    public static string CheckpointFile(string run, string name, string file) => $"{Checkpoint(run, name)}/files/{Uri.EscapeDataString(file)}";

    public static string CompareCheckpoints(string run, string name, string other) => $"{Checkpoint(run, name)}/changes?since={Uri.EscapeDataString(other)}";

    public static string ExportModel(string run, string name) => $"{Run(run)}/export?name={Uri.EscapeDataString(name)}";

    public static string ApplyRetention(bool preview) => $"{Retention}/apply?preview={(preview ? "true" : "false")}";

    public static string Trashed(string run) => $"{Trash}/{Uri.EscapeDataString(run)}";

    public static string Restore(string run) => $"{Trashed(run)}/restore";

    public static string Model(string name) => $"{Models}/{Uri.EscapeDataString(name)}";

    public static string UploadModel(string name, string file) => $"{Models}/upload?name={Uri.EscapeDataString(name)}&file={Uri.EscapeDataString(file)}";
}
