using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Serialization.Metadata;

namespace AutoProg.EndToEnd.Tests.Processes;

/// <summary>A script that uses the HTTP API with a token.</summary>
internal sealed class ApiScript : IDisposable
{
    private readonly HttpClient http;

    public ApiScript(Uri server, string token)
    {
        http = new HttpClient { BaseAddress = server };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public async Task<string> StartRunAsync(RunSpec spec)
    {
        using var answer = await http.PostAsJsonAsync(Routes.Runs, spec, ContractsJson.Default.RunSpec);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync(ContractsJson.Default.RunSummary))!.Id;
    }

    public async Task ResumeAsync(string id)
    {
        using var answer = await http.PostAsync(Routes.Resume(id), content: null);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    public async Task<RunSummary> RunAsync(string id) => (await GetAsync(Routes.Run(id), ContractsJson.Default.RunDetail)).Summary;

    public Task<IReadOnlyList<RunSummary>> RunsAsync() => GetAsync(Routes.Runs, ContractsJson.Default.IReadOnlyListRunSummary);

    public Task<RunSummary> SeeAsync(string id, string what, Predicate<RunSummary> wanted, double seconds = Eventually.Patience) =>
        Eventually.SeeAsync(what, () => RunAsync(id), wanted, seconds);

    /// <summary>All rows, page after page as a browser takes them.</summary>
    public async Task<RunRows> RowsAsync(string id)
    {
        var rows = new RunRows();
        FeedPage page;
        do
        {
            page = await GetAsync(Routes.Rows(id, rows.Last), ContractsJson.Default.FeedPage);
            rows.Add(page);
        }
        while (page.LastSequence < page.NewestSequence);
        return rows;
    }

    public void Dispose() => http.Dispose();

    private async Task<T> GetAsync<T>(string route, JsonTypeInfo<T> type) => (await http.GetFromJsonAsync(route, type))!;
}
