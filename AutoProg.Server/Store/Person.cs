using Microsoft.AspNetCore.Identity;

namespace AutoProg.Server.Store;

public sealed class Person : IdentityUser
{
    /// <summary>The local administrator that owns command-line tokens; it has no password and cannot sign in.</summary>
    public bool IsBuiltIn { get; set; }

    public DateTimeOffset CreatedAt { get; set; }
}
