using System.Text.Json;
using System.Text.Json.Serialization;
using AutoProg.Contracts;
using AutoProg.Contracts.Runs;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.FileProviders;
using Scalar.AspNetCore;

namespace AutoProg.Server.Hosting;

public static class HttpSetup
{
    private const long LargestBody = 1 << 20;

    public static WebApplicationBuilder AddHttp(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
        });
        builder.Services.AddProblemDetails().AddExceptionHandler<BadRequests>();
        builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        builder.Services.Configure<JsonOptions>(http => SpeakContracts(http.SerializerOptions));
        builder.Services.AddOpenApi();
        builder.Services.AddHealthChecks();
        return builder;
    }

    public static void UseHttp(this WebApplication app)
    {
        // From a proxy on this machine only, the default: it ends the encryption, and pages say https where this server hears http.
        app.UseForwardedHeaders(new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedFor });
        app.UseExceptionHandler(new ExceptionHandlerOptions { SuppressDiagnosticsCallback = context => context.Exception is BadHttpRequestException });
        app.UseStatusCodePages();
        app.UseSecurityHeaders();
        app.UseSameOrigin();

        // Before routing, which would give these files to the catch-all of the client's assets; only the top-level folder, whose files have no fingerprint.
        if (Directory.Exists(app.Environment.WebRootPath))
        {
            app.UseStaticFiles(Fresh(new PhysicalFileProvider(app.Environment.WebRootPath)));
        }

        app.UseRouting();
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseAuthorization();
    }

    public static void MapHttp(this WebApplication app)
    {
        app.MapHealthChecks(Routes.Health).AllowAnonymous();
        app.MapOpenApi().RequireAuthorization();
        app.MapScalarApiReference("/scalar", (page, context) => page.WithNonce(SecurityHeaders.NonceOf(context))).RequireAuthorization();
        app.MapStaticAssets().AllowAnonymous();
        foreach (var closed in new[] { "/api", "/hubs", "/openapi", "/scalar" })
        {
            // Otherwise an unknown address below these would be answered with the client's page.
            app.Map($"{closed}/{{**rest}}", () => TypedResults.NotFound()).RequireAuthorization().ExcludeFromDescription();
        }

        app.MapFallbackToFile("index.html", Fresh()).AllowAnonymous();
    }

    // Browsers ask each time whether the page is still the newest; its fingerprinted parts they keep.
    private static StaticFileOptions Fresh(IFileProvider? folder = null) => new() { FileProvider = folder, OnPrepareResponse = file => file.Context.Response.Headers.CacheControl = "no-cache" };

    private static void SpeakContracts(JsonSerializerOptions json)
    {
        var contracts = ContractsJson.Default.Options;
        json.TypeInfoResolverChain.Insert(0, ContractsJson.Default);
        json.UnmappedMemberHandling = contracts.UnmappedMemberHandling;
        json.NumberHandling = JsonNumberHandling.Strict;
        json.RespectNullableAnnotations = contracts.RespectNullableAnnotations;
        json.RespectRequiredConstructorParameters = contracts.RespectRequiredConstructorParameters;
        foreach (var converter in contracts.Converters)
        {
            json.Converters.Add(converter);
        }
    }
}
