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
                devices = AskAsync(ContractsJson.Default.DeviceReport, Patience, "doctor", "--json");
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
                datasets = AskAsync(ContractsJson.Default.IReadOnlyListDatasetSummary, Patience, "datasets", "--json", "--data-root", root.Path);
            }

            return datasets;
        }
    }

    // A busy machine has none.
    private static bool LacksSpeed(DeviceReport? report) => report is not null && report.Devices.Any(device => device.TrainFlopsPerSecond is null);

    /// <summary>Runs a command of the worker program and reads the JSON of its last line.</summary>
    /// <param name="limit">After which the program is ended.</param>
    /// <exception cref="WorkerReportException">It ended without one.</exception>
    public async Task<T> AskAsync<T>(JsonTypeInfo<T> type, TimeSpan limit, params string[] arguments)
    {
        var (exitCode, output, said) = await RunAsync(limit, arguments);
        return Parse(output, type) ?? throw new WorkerReportException($"'autoprog {string.Join(' ', arguments)}' ended with exit code {exitCode} and said: {said} {output.Trim()}", said);
    }

    /// <summary>Runs a command of the worker program to its end.</summary>
    /// <exception cref="WorkerReportException">It did not end in time.</exception>
    public async Task<(int ExitCode, string Output, string Said)> RunAsync(TimeSpan limit, params string[] arguments)
    {
        await Task.Yield();
        using var patience = new CancellationTokenSource(limit, time);
        using var process = worker.StartReport(arguments);
        try
        {
            var errors = process.StandardError.ReadToEndAsync(patience.Token);
            var output = await process.StandardOutput.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, output, (await errors).Trim());
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new WorkerReportException($"'autoprog {string.Join(' ', arguments)}' did not answer in {limit.TotalSeconds:0} s.");
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
/// <param name="said">What it wrote to its standard error.</param>
public sealed class WorkerReportException(string message, string said = "") : Exception(message)
{
    /// <summary>In the worker's own words where it had some.</summary>
    public string Reason => said.Length > 0 ? said : Message;
}
