using AutoProg.Contracts.Runs;
using AutoProg.Server.Store;
using Microsoft.EntityFrameworkCore;

namespace AutoProg.Server.Accounts;

/// <summary>Personal tokens for scripts.</summary>
public sealed class ApiTokens(AutoProgDb db, TimeProvider time)
{
    private static readonly TimeSpan UseResolution = TimeSpan.FromMinutes(1);

    public async Task<TokenCreated> CreateAsync(Person owner, string name)
    {
        var secret = Secret.Create();
        var token = db.Tokens.Add(new ApiToken { Name = name, Hash = Secret.HashOf(secret), OwnerId = owner.Id, CreatedAt = time.GetUtcNow() }).Entity;
        await db.SaveChangesAsync();
        return new TokenCreated(token.Id, name, secret);
    }

    /// <summary>The owner of a token, or null for an unknown one.</summary>
    public async Task<Person?> OwnerOfAsync(string secret)
    {
        var hash = Secret.HashOf(secret);
        var token = await db.Tokens.AsNoTracking().Include(known => known.Owner).FirstOrDefaultAsync(known => known.Hash == hash);
        if (token is null)
        {
            return null;
        }

        var now = time.GetUtcNow();
        if (token.LastUsedAt is null || now - token.LastUsedAt > UseResolution)
        {
            await db.Tokens.Where(known => known.Id == token.Id).ExecuteUpdateAsync(set => set.SetProperty(known => known.LastUsedAt, now));
        }

        return token.Owner;
    }

    /// <summary>The tokens of one owner, or of everybody for null.</summary>
    public async Task<IReadOnlyList<TokenSummary>> ListAsync(string? ownerId) =>
        await db.Tokens
            .Where(token => ownerId == null || token.OwnerId == ownerId)
            .OrderBy(token => token.Id)
            .Select(token => new TokenSummary(token.Id, token.Name, token.Owner.UserName!, token.CreatedAt, token.LastUsedAt))
            .ToListAsync();

    public async Task<bool> RevokeAsync(int id, string? ownerId) =>
        await db.Tokens.Where(token => token.Id == id && (ownerId == null || token.OwnerId == ownerId)).ExecuteDeleteAsync() > 0;
}
