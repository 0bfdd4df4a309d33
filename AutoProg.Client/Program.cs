using AutoProg.Client;
using AutoProg.Client.Accounts;
using AutoProg.Client.Artifacts;
using AutoProg.Client.Browser;
using AutoProg.Client.Layout;
using AutoProg.Client.Runs;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Components.WebAssembly.Hosting;
using MudBlazor.Services;

var builder = WebAssemblyHostBuilder.CreateDefault(args);
builder.RootComponents.Add<App>("#app");
builder.RootComponents.Add<HeadOutlet>("head::after");

builder.Services.AddMudServices();
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddScoped<SignInRedirect>();
builder.Services.AddScoped(services => new HttpClient(services.GetRequiredService<SignInRedirect>())
{
    BaseAddress = new Uri(builder.HostEnvironment.BaseAddress),
});
builder.Services.AddScoped<ApiClient>();
builder.Services.AddScoped<RunsClient>();
builder.Services.AddScoped<RunActions>();
builder.Services.AddScoped<AccountsClient>();
builder.Services.AddScoped<ArtifactsClient>();
builder.Services.AddScoped<SessionState>();
builder.Services.AddScoped<BrowserPage>();
builder.Services.AddScoped<LocalStorage>();
builder.Services.AddScoped<ThemeChoice>();
builder.Services.AddScoped<IRunFeedFactory, RunFeedFactory>();

await builder.Build().RunAsync();
