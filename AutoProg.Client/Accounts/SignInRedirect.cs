using System.Net;
using AutoProg.Contracts.Runs;
using Microsoft.AspNetCore.Components;

namespace AutoProg.Client.Accounts;

/// <summary>Leads to the sign-in page when the API answers 401, and back afterwards.</summary>
public sealed class SignInRedirect(NavigationManager navigation) : DelegatingHandler(new HttpClientHandler())
{
    public static string AddressFor(string returnTo) =>
        returnTo.Length == 0 ? Routes.Login : $"{Routes.Login}?return={Uri.EscapeDataString("/" + returnTo)}";

    /// <summary>The address to go back to: inside this site only, so that a forged link cannot lead away.</summary>
    public static string SafeReturn(string? address) =>
        address is not null && address.StartsWith('/') && !address.StartsWith("//", StringComparison.Ordinal) && !address.Any(LeadsAway) ? address : "/";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        var here = navigation.ToBaseRelativePath(navigation.Uri);
        if (response.StatusCode == HttpStatusCode.Unauthorized && !IsPublic(here))
        {
            navigation.NavigateTo(AddressFor(here));
        }

        return response;
    }

    // Browsers read a backslash as a slash and drop tabs and line breaks.
    private static bool LeadsAway(char letter) => letter == '\\' || char.IsControl(letter);

    private static bool IsPublic(string page) =>
        page.StartsWith("login", StringComparison.Ordinal) || page.StartsWith("setup", StringComparison.Ordinal);
}
