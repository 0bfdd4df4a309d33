using AutoProg.Client.Browser;
using AutoProg.Contracts.Runs;

namespace AutoProg.Client.Accounts;

/// <summary>Who is signed in, asked once per page load.</summary>
public sealed class SessionState(AccountsClient accounts)
{
    public Session? Current { get; private set; }

    public event Action? Changed;

    public async Task LoadAsync()
    {
        try
        {
            Current = await accounts.SessionAsync();
        }
        catch (ApiException)
        {
            // A 401 has led to the sign-in page already; without a server the pages say so themselves.
            Current = null;
        }

        Changed?.Invoke();
    }

    public async Task SignOutAsync()
    {
        await accounts.LogoutAsync();
        Current = null;
        Changed?.Invoke();
    }
}
