using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace AutoProg.Runs;

/// <summary>Small JSON files that another process may read at any moment: always whole, old or new.</summary>
public static class JsonFile
{
    /// <summary>Writes to a temporary name, flushes to the disk, and renames.</summary>
    public static void Write<T>(string path, T value, JsonTypeInfo<T> type)
    {
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write))
        {
            JsonSerializer.Serialize(stream, value, type);
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }

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
