using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace AutoProg.Server.Runs;

/// <summary>Ids name folders, so only these characters ever reach a path.</summary>
public static partial class RunIds
{
    public static string Create(DateTimeOffset now) =>
        $"{now.UtcDateTime:yyyyMMdd-HHmmss}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(2))}";

    public static bool IsValid(string id) => Pattern().IsMatch(id);

    [GeneratedRegex(@"^[A-Za-z0-9-]{1,64}\z")]
    private static partial Regex Pattern();
}
