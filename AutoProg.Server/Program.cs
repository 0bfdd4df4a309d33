using AutoProg.Server;
using AutoProg.Server.Accounts;
using AutoProg.Server.Artifacts;
using AutoProg.Server.Catalog;
using AutoProg.Server.Feed;
using AutoProg.Server.Hosting;
using AutoProg.Server.Runs;
using AutoProg.Server.Store;
using AutoProg.Server.Supervision;

if (args is ["token", .. var command])
{
    return await TokenCommand.RunAsync(command);
}

var builder = ServerBuilder.Create(args);
builder.AddStore().AddAccounts().AddHttp().AddRuns().AddSupervision().AddFeed().AddArtifacts();

await using var app = builder.Build();

// Before the database: a second server must not migrate that of the first.
var root = app.Services.GetRequiredService<DataRoot>();
root.Create();
using var only = ServerLock.TryTake(root);
if (only is null)
{
    await Console.Error.WriteLineAsync($"Another server uses the data root {root.Path}. Stop it, or choose another folder with AutoProg:DataRoot.");
    return StartChecks.ExitCode;
}

await app.Services.OpenStoreAsync();
if (StartChecks.Refusal(app.Configuration, await app.Services.HasAdministratorAsync()) is { } refusal)
{
    await Console.Error.WriteLineAsync(refusal);
    return StartChecks.ExitCode;
}

app.UseHttp();
app.MapAccounts();
app.MapTokens();
app.MapRuns();
app.MapFigures();
app.MapCurves();
app.MapCatalog();
app.MapFeed();
app.MapArtifacts();
app.MapHttp();
await app.RunAsync();
return 0;
