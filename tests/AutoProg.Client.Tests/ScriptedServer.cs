using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace AutoProg.Client.Tests;

/// <summary>Answers by path, and remembers what was asked.</summary>
internal sealed class ScriptedServer : HttpMessageHandler
{
    private readonly Dictionary<(HttpMethod, string), (HttpStatusCode Status, string Json)> answers = [];

    public List<HttpRequestMessage> Requests { get; } = [];

    public IReadOnlyList<HttpRequestMessage> Posts(string path) =>
        [.. Requests.Where(request => request.Method == HttpMethod.Post && request.RequestUri!.AbsolutePath == path)];

    public void Answer<T>(string path, T value, JsonTypeInfo<T> type) =>
        answers[(HttpMethod.Get, path)] = (HttpStatusCode.OK, JsonSerializer.Serialize(value, type));

    public void Refuse(HttpMethod method, string path, Problem problem) =>
        answers[(method, path)] = ((HttpStatusCode)problem.Status!.Value, JsonSerializer.Serialize(problem, ContractsJson.Default.Problem));

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Requests.Add(request);
        var (status, json) = answers.TryGetValue((request.Method, request.RequestUri!.AbsolutePath), out var answer)
            ? answer
            : (HttpStatusCode.NotFound, JsonSerializer.Serialize(new Problem(Title: $"No answer scripted for {request.RequestUri}", Status: 404), ContractsJson.Default.Problem));
        return Task.FromResult(new HttpResponseMessage(status) { Content = new StringContent(json, Encoding.UTF8, "application/json") });
    }
}
