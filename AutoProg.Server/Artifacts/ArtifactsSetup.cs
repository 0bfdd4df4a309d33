namespace AutoProg.Server.Artifacts;

/// <summary>Data sets, checkpoints, models and what they take on the disk.</summary>
public static class ArtifactsSetup
{
    public static WebApplicationBuilder AddArtifacts(this WebApplicationBuilder builder)
    {
        builder.Services
            .AddSingleton<ServerSettings>().AddSingleton<DatasetScans>().AddSingleton<DatasetRegistry>()
            .AddSingleton<CheckpointShelf>().AddSingleton<RunForker>().AddSingleton<TrashBin>().AddSingleton<ModelStore>()
            .AddSingleton<RetentionSweep>().AddHostedService(services => services.GetRequiredService<RetentionSweep>());
        return builder;
    }

    public static void MapArtifacts(this IEndpointRouteBuilder routes)
    {
        routes.MapDatasets();
        routes.MapCheckpoints();
        routes.MapStorage();
        routes.MapModels();
    }
}
