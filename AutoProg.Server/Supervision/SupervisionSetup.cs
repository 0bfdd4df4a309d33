namespace AutoProg.Server.Supervision;

public static class SupervisionSetup
{
    public static WebApplicationBuilder AddSupervision(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<QueueBell>().AddSingleton<WorkerProgram>().AddHostedService<Supervisor>();
        return builder;
    }
}
