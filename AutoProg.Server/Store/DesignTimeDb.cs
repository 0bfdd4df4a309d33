using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace AutoProg.Server.Store;

/// <summary>For <c>dotnet ef migrations add</c>, which then need not start the server.</summary>
public sealed class DesignTimeDb : IDesignTimeDbContextFactory<AutoProgDb>
{
    public AutoProgDb CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<AutoProgDb>().UseSqlite("Data Source=design-time.db").Options);
}
