using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using AutoProg.Contracts;
using AutoProg.Contracts.Runs;
using AutoProg.Server.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AutoProg.Server.Artifacts;

/// <summary>Settings that administrators change while the server runs.</summary>
public sealed class ServerSettings(IDbContextFactory<AutoProgDb> databases, IOptions<ServerOptions> options)
{
    private const string Roots = "dataset-roots", Retention = "retention";

    public async Task<DatasetRoots> DatasetRootsAsync() =>
        new(options.Value.DatasetRoots, (await ReadAsync(Roots, ContractsJson.Default.DatasetRoots))?.Added ?? []);

    public Task SetDatasetRootsAsync(IReadOnlyList<string> added) => WriteAsync(Roots, new DatasetRoots([], added), ContractsJson.Default.DatasetRoots);

    public async Task<RetentionRules> RetentionAsync() => await ReadAsync(Retention, ContractsJson.Default.RetentionRules) ?? new RetentionRules();

    public Task SetRetentionAsync(RetentionRules rules) => WriteAsync(Retention, rules, ContractsJson.Default.RetentionRules);

    private async Task<T?> ReadAsync<T>(string name, JsonTypeInfo<T> type)
        where T : class
    {
        await using var db = await databases.CreateDbContextAsync();
        return await db.Settings.AsNoTracking().FirstOrDefaultAsync(setting => setting.Name == name) is { } found ? JsonSerializer.Deserialize(found.Value, type) : null;
    }

    private async Task WriteAsync<T>(string name, T value, JsonTypeInfo<T> type)
    {
        var json = JsonSerializer.Serialize(value, type);
        await using var db = await databases.CreateDbContextAsync();
        if (await db.Settings.Where(setting => setting.Name == name).ExecuteUpdateAsync(set => set.SetProperty(setting => setting.Value, json)) == 0)
        {
            db.Settings.Add(new Setting { Name = name, Value = json });
            await db.SaveChangesAsync();
        }
    }
}
