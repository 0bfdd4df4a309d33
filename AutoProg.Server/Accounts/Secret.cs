using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace AutoProg.Server.Accounts;

/// <summary>Random secrets: given out once, kept as a hash.</summary>
public static class Secret
{
    public static string Create() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
