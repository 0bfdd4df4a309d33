using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace AutoProg.Server.Store;

/// <summary>People and tokens, and an index over the run folders.</summary>
public sealed class AutoProgDb(DbContextOptions<AutoProgDb> options) : IdentityDbContext<Person, IdentityRole, string>(options)
{
    public DbSet<ApiToken> Tokens => Set<ApiToken>();

    public DbSet<RunRow> Runs => Set<RunRow>();

    public DbSet<DatasetRow> Datasets => Set<DatasetRow>();

    public DbSet<Setting> Settings => Set<Setting>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        // SQLite cannot order by text with offsets; a number it can.
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<DateTimeOffsetToBinaryConverter>();
        configurationBuilder.Properties<Enum>().HaveConversion<string>();
    }

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.Entity<ApiToken>().HasIndex(token => token.Hash).IsUnique();
        builder.Entity<RunRow>(run =>
        {
            run.HasIndex(row => new { row.Author, row.IdempotencyKey }).IsUnique();
            run.HasIndex(row => row.State);
            run.HasIndex(row => row.CreatedAt);
            run.HasQueryFilter("in-trash", row => row.DeletedAt == null);
        });
    }
}
