using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using AutoProg.Contracts;
using AutoProg.Contracts.Runs;
using AutoProg.Server.Supervision;

namespace AutoProg.Server.Catalog;

/// <summary>What only the worker program can tell: devices and data sets. The server itself never loads libtorch.</summary>
public sealed class WorkerReports(WorkerProgram worker, DataRoot root, TimeProvider time)
{
    private static readonly TimeSpan GrowsOld = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly Lock gate = new();
    private Task<DeviceReport>? devices;
    private Task<IReadOnlyList<DatasetSummary>>? datasets;
    private long devicesAt, datasetsAt;

    /// <summary>The devices if they are known by now.</summary>
    public DeviceReport? Devices => devices is { IsCompletedSuccessfully: true } known ? known.Result : null;

    /// <summary>Asked once; a question that failed is asked again, and after a while one whose speeds could not be measured.</summary>
    public Task<DeviceReport> DevicesAsync()
    {
        lock (gate)
        {
            if (devices is null or { IsFaulted: true } or { IsCanceled: true } || (LacksSpeed(Devices) && time.GetElapsedTime(devicesAt) > GrowsOld))
            {
                devicesAt = time.GetTimestamp();
                devices = AskAsync(ContractsJson.Default.DeviceReport, "doctor", "--json");
            }

            return devices;
        }
    }

    public Task<IReadOnlyList<DatasetSummary>> DatasetsAsync()
    {
        lock (gate)
        {
            if (datasets is null or { IsFaulted: true } or { IsCanceled: true } || time.GetElapsedTime(datasetsAt) > GrowsOld)
            {
                datasetsAt = time.GetTimestamp();
                datasets = AskAsync(ContractsJson.Default.IReadOnlyListDatasetSummary, "datasets", "--json", "--data-root", root.Path);
            }

            return datasets;
        }
    }

    // A busy machine has none.
    private static bool LacksSpeed(DeviceReport? report) => report is not null && report.Devices.Any(device => device.TrainFlopsPerSecond is null);

    private async Task<T> AskAsync<T>(JsonTypeInfo<T> type, params string[] arguments)
    {
        await Task.Yield();
        using var patience = new CancellationTokenSource(Patience, time);
        using var process = worker.StartReport(arguments);
        try
        {
            var errors = process.StandardError.ReadToEndAsync(patience.Token);
            var output = await process.StandardOutput.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return Parse(output, type) ?? throw new WorkerReportException($"'autoprog {string.Join(' ', arguments)}' ended with exit code {process.ExitCode} and said: {(await errors).Trim()} {output.Trim()}");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new WorkerReportException($"'autoprog {string.Join(' ', arguments)}' did not answer in {Patience.TotalSeconds:0} s.");
        }
    }

    private static T? Parse<T>(string output, JsonTypeInfo<T> type)
    {
        try
        {
            var last = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault();
            return last is null ? default : JsonSerializer.Deserialize(last, type);
        }
        catch (JsonException)
        {
            return default;
        }
    }
}

/// <summary>The worker program did not answer a question.</summary>
public sealed class WorkerReportException(string message) : Exception(message);
