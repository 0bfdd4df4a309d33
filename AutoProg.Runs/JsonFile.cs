using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace AutoProg.Runs;

/// <summary>Small JSON files that another process may read at any moment: always whole, old or new.</summary>
public static class JsonFile
{
    /// <inheritdoc cref="WholeFile.Write"/>
    public static void Write<T>(string path, T value, JsonTypeInfo<T> type) =>
        WholeFile.Write(path, stream => JsonSerializer.Serialize(stream, value, type));

    /// <summary>The value, or null where the file does not exist.</summary>
    /// <exception cref="JsonException">The file is not of that type.</exception>
    public static T? Read<T>(string path, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return JsonSerializer.Deserialize(stream, type);
        }
        catch (IOException missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>The value, or null where the file does not exist or is not of that type.</summary>
    public static T? ReadOrNull<T>(string path, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return Read(path, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
