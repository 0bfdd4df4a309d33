using AutoProg.Server.Accounts;
using Microsoft.AspNetCore.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AutoProg.Server.Store;

public static class StoreSetup
{
    public static WebApplicationBuilder AddStore(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<ServerOptions>().BindConfiguration(ServerOptions.Section);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(services => new DataRoot(Path.Combine(
            services.GetRequiredService<IHostEnvironment>().ContentRootPath,
            services.GetRequiredService<IOptions<ServerOptions>>().Value.DataRoot)));
        builder.Services.AddDbContextFactory<AutoProgDb>((services, options) => options.UseSqlite(new SqliteConnectionStringBuilder
        {
            DataSource = services.GetRequiredService<DataRoot>().Database,
            DefaultTimeout = 10,
        }.ToString()));
        return builder;
    }

    /// <summary>Creates the data root, brings the database to this version, and makes sure of the roles.</summary>
    public static async Task OpenStoreAsync(this IServiceProvider services)
    {
        var root = services.GetRequiredService<DataRoot>();
        root.Create();
        CreatePrivate(root.Database);
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AutoProgDb>();

        // Asked first, because a process killed inside a migration leaves a lock behind that only matters to the next migration.
        if ((await db.Database.GetPendingMigrationsAsync()).Any())
        {
            await db.Database.MigrateAsync();
        }

        // Kept in the file. Without it, a reader in this process blocks the supervisor's writes.
        await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL");

        var roles = scope.ServiceProvider.GetRequiredService<RoleManager<IdentityRole>>();
        foreach (var role in Roles.All)
        {
            if (!await roles.RoleExistsAsync(role))
            {
                await roles.CreateAsync(new IdentityRole(role));
            }
        }
    }

    private static void CreatePrivate(string file)
    {
        if (!File.Exists(file) && !OperatingSystem.IsWindows())
        {
            using var created = new FileStream(file, new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
        }
    }
}
