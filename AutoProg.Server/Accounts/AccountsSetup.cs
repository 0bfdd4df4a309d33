using System.Threading.RateLimiting;
using AutoProg.Server.Store;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.Identity;

namespace AutoProg.Server.Accounts;

public static class AccountsSetup
{
    private const string LoginOrToken = "LoginOrToken";

    public static WebApplicationBuilder AddAccounts(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddScoped<People>().AddScoped<ApiTokens>();
        services.AddSingleton<SetupLink>().AddSingleton<LoginLink>().AddSingleton<LoginThrottle>();
        services.AddHostedService<StartLinks>();
        AddKeys(services);
        AddIdentity(services);
        AddLogin(services);
        services.AddRateLimiter(limiter =>
        {
            limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limiter.AddPolicy(LoginThrottle.PerAddress, context => RateLimitPartition.GetFixedWindowLimiter(
                context.Connection.RemoteIpAddress?.ToString() ?? "",
                _ => new FixedWindowRateLimiterOptions { PermitLimit = 20, Window = TimeSpan.FromMinutes(1) }));
        });
        return builder;
    }

    public static async Task<bool> HasAdministratorAsync(this IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<People>().FirstAdministratorAsync() is not null;
    }

    private static void AddKeys(IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("AutoProg");
        services.AddOptions<KeyManagementOptions>().Configure<DataRoot, ILoggerFactory>((keys, root, loggers) =>
            keys.XmlRepository = new FileSystemXmlRepository(new DirectoryInfo(root.Keys), loggers));
    }

    private static void AddIdentity(IServiceCollection services)
    {
        services.AddIdentityCore<Person>(identity =>
            {
                identity.Password.RequiredLength = 10;
                identity.Password.RequireDigit = false;
                identity.Password.RequireLowercase = false;
                identity.Password.RequireUppercase = false;
                identity.Password.RequireNonAlphanumeric = false;
                identity.Lockout.MaxFailedAccessAttempts = 10;
                identity.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(5);
            })
            .AddRoles<IdentityRole>()
            .AddEntityFrameworkStores<AutoProgDb>()
            .AddSignInManager();
        services.Configure<SecurityStampValidatorOptions>(stamp => stamp.ValidationInterval = TimeSpan.FromMinutes(1));
    }

    private static void AddLogin(IServiceCollection services)
    {
        services.AddAuthentication(LoginOrToken)
            .AddPolicyScheme(LoginOrToken, null, choice => choice.ForwardDefaultSelector = context =>
                ApiTokenHandler.IsUsedBy(context.Request) ? ApiTokenHandler.Name : IdentityConstants.ApplicationScheme)
            .AddScheme<AuthenticationSchemeOptions, ApiTokenHandler>(ApiTokenHandler.Name, null)
            .AddApplicationCookie();
        services.ConfigureApplicationCookie(cookie =>
        {
            cookie.Cookie.Name = "AutoProg";
            cookie.Cookie.HttpOnly = true;
            cookie.Cookie.SameSite = SameSiteMode.Strict;
            cookie.ExpireTimeSpan = TimeSpan.FromDays(14);
            cookie.Events.OnRedirectToLogin = Answer(StatusCodes.Status401Unauthorized);
            cookie.Events.OnRedirectToAccessDenied = Answer(StatusCodes.Status403Forbidden);
        });
        services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build())
            .AddPolicy(Policies.ChangeRuns, policy => policy.RequireRole(Roles.Admin, Roles.Researcher));
    }

    private static Func<RedirectContext<Microsoft.AspNetCore.Authentication.Cookies.CookieAuthenticationOptions>, Task> Answer(int status) =>
        context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        };
}
