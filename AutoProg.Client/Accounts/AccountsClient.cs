using AutoProg.Client.Browser;
using AutoProg.Contracts;
using AutoProg.Contracts.Runs;

namespace AutoProg.Client.Accounts;

/// <summary>Signing in and out, and personal tokens.</summary>
public sealed class AccountsClient(ApiClient api)
{
    public Task<Session> SessionAsync(CancellationToken token = default) => api.GetAsync(Routes.Session, ContractsJson.Default.Session, token);

    public Task LoginAsync(LoginRequest request) => api.PostAsync(Routes.Login, request, ContractsJson.Default.LoginRequest);

    public Task LoginByLinkAsync(string token) => api.PostAsync(Routes.LoginLink, new LinkRequest(token), ContractsJson.Default.LinkRequest);

    public Task SetupAsync(SetupRequest request) => api.PostAsync(Routes.Setup, request, ContractsJson.Default.SetupRequest);

    public Task LogoutAsync() => api.PostAsync(Routes.Logout);

    public Task<IReadOnlyList<TokenSummary>> TokensAsync() => api.GetAsync(Routes.Tokens, ContractsJson.Default.IReadOnlyListTokenSummary);

    public Task<TokenCreated> CreateTokenAsync(string name) =>
        api.PostAsync(Routes.Tokens, new TokenRequest(name), ContractsJson.Default.TokenRequest, ContractsJson.Default.TokenCreated);

    public Task RevokeTokenAsync(int id) => api.DeleteAsync($"{Routes.Tokens}/{id}");
}
