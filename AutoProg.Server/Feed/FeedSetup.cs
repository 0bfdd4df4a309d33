using AutoProg.Contracts.Runs;
using Microsoft.AspNetCore.Http.Connections;

namespace AutoProg.Server.Feed;

public static class FeedSetup
{
    public static WebApplicationBuilder AddFeed(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<FeedSubscriptions>().AddSingleton<FeedBell>();
        builder.Services.AddSignalR(hub =>
            {
                hub.MaximumReceiveMessageSize = 16 * 1024;
                hub.MaximumParallelInvocationsPerClient = 1;
            })
            .AddMessagePackProtocol();
        return builder;
    }

    public static void MapFeed(this IEndpointRouteBuilder routes) =>
        routes.MapHub<RunHub>(Routes.RunHub, connection =>
        {
            connection.Transports = HttpTransportType.WebSockets;
            connection.CloseOnAuthenticationExpiration = true;
        }).RequireAuthorization();
}
