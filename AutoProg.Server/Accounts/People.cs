using AutoProg.Server.Store;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace AutoProg.Server.Accounts;

/// <summary>Who is known, beyond what Identity's user manager tells.</summary>
public sealed class People(AutoProgDb db, UserManager<Person> users, TimeProvider time)
{
    private const string LocalName = "local-administrator";

    /// <summary>The administrator who was created first, or null before the set-up.</summary>
    public async Task<Person?> FirstAdministratorAsync()
    {
        var administrators = await users.GetUsersInRoleAsync(Roles.Admin);
        return administrators.Where(person => !person.IsBuiltIn).MinBy(person => person.CreatedAt);
    }

    public async Task<IdentityResult> CreateAsync(string name, string password, string role)
    {
        var person = new Person { UserName = name, CreatedAt = time.GetUtcNow() };
        var created = await users.CreateAsync(person, password);
        return created.Succeeded ? await users.AddToRoleAsync(person, role) : created;
    }

    /// <summary>The owner of tokens made by whoever can read the data root.</summary>
    public async Task<Person> LocalAdministratorAsync()
    {
        if (await db.Users.FirstOrDefaultAsync(person => person.IsBuiltIn) is { } known)
        {
            return known;
        }

        var person = new Person { UserName = LocalName, IsBuiltIn = true, CreatedAt = time.GetUtcNow() };
        var created = await users.CreateAsync(person);
        if (!created.Succeeded)
        {
            throw new InvalidOperationException($"The local administrator could not be created: {string.Join(" ", created.Errors.Select(error => error.Description))}");
        }

        await users.AddToRoleAsync(person, Roles.Admin);
        return person;
    }

    public async Task<string> RoleOfAsync(Person person)
    {
        var roles = await users.GetRolesAsync(person);
        return Roles.All.FirstOrDefault(roles.Contains) ?? Roles.Viewer;
    }
}
