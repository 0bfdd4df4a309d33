using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using AutoProg.Contracts;
using AutoProg.Contracts.Runs;

namespace AutoProg.Client.Browser;

/// <summary>JSON over HTTP with the contracts' own type information, so that trimming keeps what it needs.</summary>
public sealed class ApiClient(HttpClient http)
{
    public async Task<T> GetAsync<T>(string address, JsonTypeInfo<T> type, CancellationToken token = default)
    {
        using var response = await SendAsync(new HttpRequestMessage(HttpMethod.Get, address), token);
        return await ReadAsync(response, type, token);
    }

    public async Task<TResult> PostAsync<TBody, TResult>(
        string address, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TResult> resultType, string? idempotencyKey = null, CancellationToken token = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = JsonContent.Create(body, bodyType) };
        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        using var response = await SendAsync(request, token);
        return await ReadAsync(response, resultType, token);
    }

    public async Task PostAsync<TBody>(string address, TBody body, JsonTypeInfo<TBody> bodyType, CancellationToken token = default)
    {
        using var response = await SendAsync(new HttpRequestMessage(HttpMethod.Post, address) { Content = JsonContent.Create(body, bodyType) }, token);
    }

    public async Task PostAsync(string address, CancellationToken token = default)
    {
        using var response = await SendAsync(new HttpRequestMessage(HttpMethod.Post, address), token);
    }

    public async Task<T> PostForAsync<T>(string address, JsonTypeInfo<T> type, CancellationToken token = default)
    {
        using var response = await SendAsync(new HttpRequestMessage(HttpMethod.Post, address), token);
        return await ReadAsync(response, type, token);
    }

    public async Task<T> PostFileAsync<T>(string address, Stream content, JsonTypeInfo<T> type, CancellationToken token = default)
    {
        using var body = new StreamContent(content);
        body.Headers.ContentType = new("application/octet-stream");
        using var response = await SendAsync(new HttpRequestMessage(HttpMethod.Post, address) { Content = body }, token);
        return await ReadAsync(response, type, token);
    }

    public async Task DeleteAsync(string address, CancellationToken token = default)
    {
        using var response = await SendAsync(new HttpRequestMessage(HttpMethod.Delete, address), token);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken token)
    {
        HttpResponseMessage response;
        try
        {
            response = await http.SendAsync(request, token);
        }
        catch (Exception failure) when (failure is HttpRequestException || (failure is OperationCanceledException && !token.IsCancellationRequested))
        {
            throw new ApiException(null, new Problem(Title: "The server does not answer", Detail: "Check that AutoProg.Server is running and that this machine reaches it."));
        }

        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw new ApiException(response.StatusCode, await ReadProblemAsync(response, token));
        }
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken token)
    {
        try
        {
            return await response.Content.ReadFromJsonAsync(type, token)
                ?? throw new ApiException(response.StatusCode, new Problem(Title: "The server sent an empty answer"));
        }
        catch (JsonException)
        {
            throw new ApiException(response.StatusCode, new Problem(Title: "The server's answer could not be read", Detail: "The page may be older than the server: reload it."));
        }
    }

    private static async Task<Problem> ReadProblemAsync(HttpResponseMessage response, CancellationToken token)
    {
        try
        {
            var problem = await response.Content.ReadFromJsonAsync(ContractsJson.Default.Problem, token);
            return problem ?? Fallback(response.StatusCode);
        }
        catch (JsonException)
        {
            return Fallback(response.StatusCode);
        }
    }

    private static Problem Fallback(HttpStatusCode status) => new(Title: $"The server answered {(int)status}", Status: (int)status);
}
