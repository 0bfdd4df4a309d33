using System.Globalization;
using AutoProg.Client.Browser;
using AutoProg.Contracts;
using AutoProg.Contracts.Events;
using AutoProg.Contracts.Runs;
using AutoProg.Contracts.Specification;

namespace AutoProg.Client.Runs;

/// <summary>Commands and questions about runs.</summary>
public sealed class RunsClient(ApiClient api)
{
    public Task<IReadOnlyList<RunSummary>> ListAsync(CancellationToken token = default) =>
        api.GetAsync(Routes.Runs, ContractsJson.Default.IReadOnlyListRunSummary, token);

    public Task<RunDetail> GetAsync(string id, CancellationToken token = default) =>
        api.GetAsync(Routes.Run(id), ContractsJson.Default.RunDetail, token);

    public Task<RunSummary> StartAsync(RunSpec spec, string idempotencyKey) =>
        api.PostAsync(Routes.Runs, spec, ContractsJson.Default.RunSpec, ContractsJson.Default.RunSummary, idempotencyKey: idempotencyKey);

    public Task StopAsync(string id) => api.PostAsync(Routes.Stop(id));

    public Task ResumeAsync(string id) => api.PostAsync(Routes.Resume(id));

    public Task DeleteAsync(string id) => api.DeleteAsync(Routes.Run(id));

    public Task<FeedPage> RowsAsync(string id, long after, CancellationToken token = default) =>
        api.GetAsync(Routes.Rows(id, after), ContractsJson.Default.FeedPage, token);

    public Task<FeedPage> OpeningAsync(string id, CancellationToken token = default) =>
        api.GetAsync(Routes.Opening(id), ContractsJson.Default.FeedPage, token);

    public Task<CurveSet> CurvesAsync(string id, IEnumerable<string> series, string axis, double? from, double? to, int pixels, CancellationToken token = default) =>
        api.GetAsync(
            string.Create(CultureInfo.InvariantCulture, $"{Routes.Curves(id)}?{string.Join('&', series.Select(name => $"series={Uri.EscapeDataString(name)}"))}&x={axis}&pixels={pixels}")
                + (from is { } least ? string.Create(CultureInfo.InvariantCulture, $"&from={least:R}") : "") + (to is { } most ? string.Create(CultureInfo.InvariantCulture, $"&to={most:R}") : ""),
            ContractsJson.Default.CurveSet, token);

    public Task<LogChunk> LogAsync(string id, long from, CancellationToken token = default) =>
        api.GetAsync(Routes.Log(id, from), ContractsJson.Default.LogChunk, token);

    public Task<IReadOnlyList<Preset>> PresetsAsync() => api.GetAsync(Routes.Presets, ContractsJson.Default.IReadOnlyListPreset);

    public Task<IReadOnlyList<DatasetSummary>> DatasetsAsync() => api.GetAsync(Routes.Datasets, ContractsJson.Default.IReadOnlyListDatasetSummary);

    public Task<DeviceReport> DevicesAsync() => api.GetAsync(Routes.Devices, ContractsJson.Default.DeviceReport);
}
