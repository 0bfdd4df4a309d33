using AutoProg.Client.Browser;
using AutoProg.Contracts;
using AutoProg.Contracts.Runs;
using AutoProg.Contracts.Specification;

namespace AutoProg.Client.Artifacts;

/// <summary>Commands and questions about data sets, checkpoints, models and the disk.</summary>
public sealed class ArtifactsClient(ApiClient api)
{
    public Task<IReadOnlyList<DatasetSummary>> NamedDatasetsAsync() => api.GetAsync(Routes.Datasets, ContractsJson.Default.IReadOnlyListDatasetSummary);

    public Task<IReadOnlyList<RegisteredDataset>> DatasetsAsync() => api.GetAsync(Routes.RegisteredDatasets, ContractsJson.Default.IReadOnlyListRegisteredDataset);

    public Task<RegisteredDataset> DatasetAsync(string id, CancellationToken token = default) => api.GetAsync(Routes.RegisteredDataset(id), ContractsJson.Default.RegisteredDataset, token);

    public Task<RegisteredDataset> RegisterAsync(DatasetRequest request) =>
        api.PostAsync(Routes.RegisteredDatasets, request, ContractsJson.Default.DatasetRequest, ContractsJson.Default.RegisteredDataset);

    public Task ScanAsync(string id) => api.PostAsync(Routes.ScanDataset(id));

    public Task ForgetAsync(string id) => api.DeleteAsync(Routes.RegisteredDataset(id));

    public Task<DatasetRoots> RootsAsync() => api.GetAsync(Routes.DatasetRoots, ContractsJson.Default.DatasetRoots);

    public Task<DatasetRoots> SetRootsAsync(IReadOnlyList<string> added) =>
        api.PostAsync(Routes.DatasetRoots, new DatasetRoots([], added), ContractsJson.Default.DatasetRoots, ContractsJson.Default.DatasetRoots);

    public Task<IReadOnlyList<CheckpointSummary>> CheckpointsAsync(string run, CancellationToken token = default) =>
        api.GetAsync(Routes.Checkpoints(run), ContractsJson.Default.IReadOnlyListCheckpointSummary, token);

    public Task VerifyAsync(string run, string name) => api.PostAsync(Routes.VerifyCheckpoint(run, name));

    public Task PinAsync(string run, string name, bool pinned) =>
        pinned ? api.PostAsync(Routes.PinCheckpoint(run, name)) : api.DeleteAsync(Routes.PinCheckpoint(run, name));

    public Task DeleteCheckpointAsync(string run, string name) => api.DeleteAsync(Routes.Checkpoint(run, name));

    public Task<IReadOnlyList<TensorChange>> ChangesAsync(string run, string name, string since) =>
        api.GetAsync(Routes.CompareCheckpoints(run, name, since), ContractsJson.Default.IReadOnlyListTensorChange);

    public Task<ScheduleCard> CardAsync(string run) => api.GetAsync(Routes.Card(run), ContractsJson.Default.ScheduleCard);

    public Task<RunSummary> ForkAsync(string run, string name, RunSpec spec, string idempotencyKey) =>
        api.PostAsync(Routes.Fork(run, name), spec, ContractsJson.Default.RunSpec, ContractsJson.Default.RunSummary, idempotencyKey);

    public Task<DiskUse> DiskUseAsync() => api.GetAsync(Routes.DiskUse, ContractsJson.Default.DiskUse);

    public Task<RetentionRules> RetentionAsync() => api.GetAsync(Routes.Retention, ContractsJson.Default.RetentionRules);

    public Task<RetentionRules> SetRetentionAsync(RetentionRules rules) =>
        api.PostAsync(Routes.Retention, rules, ContractsJson.Default.RetentionRules, ContractsJson.Default.RetentionRules);

    public Task<Freed> ApplyRetentionAsync(bool preview) => api.PostForAsync(Routes.ApplyRetention(preview), ContractsJson.Default.Freed);

    public Task<IReadOnlyList<TrashedRun>> TrashAsync() => api.GetAsync(Routes.Trash, ContractsJson.Default.IReadOnlyListTrashedRun);

    public Task RestoreAsync(string run) => api.PostAsync(Routes.Restore(run));

    public Task<Freed> EmptyTrashAsync() => api.PostForAsync(Routes.EmptyTrash, ContractsJson.Default.Freed);

    public Task<IReadOnlyList<ModelSummary>> ModelsAsync() => api.GetAsync(Routes.Models, ContractsJson.Default.IReadOnlyListModelSummary);

    public Task<ModelDetail> ModelAsync(string name) => api.GetAsync(Routes.Model(name), ContractsJson.Default.ModelDetail);

    public Task<ModelSummary> ImportAsync(ModelRequest request) =>
        api.PostAsync(Routes.Models, request, ContractsJson.Default.ModelRequest, ContractsJson.Default.ModelSummary);

    public Task<ModelSummary> UploadAsync(string name, string file, Stream content) =>
        api.PostFileAsync(Routes.UploadModel(name, file), content, ContractsJson.Default.ModelSummary);

    public Task ExportAsync(string run, string name) => api.PostAsync(Routes.ExportModel(run, name));

    public Task DeleteModelAsync(string name) => api.DeleteAsync(Routes.Model(name));
}
