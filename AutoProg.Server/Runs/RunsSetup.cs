using AutoProg.Server.Catalog;

namespace AutoProg.Server.Runs;

public static class RunsSetup
{
    public static WebApplicationBuilder AddRuns(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<RunIndex>().AddSingleton<RunLauncher>().AddSingleton<RunActions>().AddSingleton<RunRebuild>().AddSingleton<CurveKeeper>().AddSingleton<WorkerReports>();
        return builder;
    }
}
