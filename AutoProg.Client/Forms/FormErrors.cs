using AutoProg.Contracts.Specification;

namespace AutoProg.Client.Forms;

/// <summary>What is wrong with the form, by field path: the shared rules, the server's word, and text that is no number.</summary>
public sealed class FormErrors
{
    private readonly SortedDictionary<string, string> unreadable = new(StringComparer.Ordinal);
    private IReadOnlyDictionary<string, string[]> invalid = new Dictionary<string, string[]>();
    private IReadOnlyDictionary<string, string[]> refused = new Dictionary<string, string[]>();

    public bool Any => invalid.Count + refused.Count + unreadable.Count > 0;

    /// <summary>Every field with a message, in the order of the rules.</summary>
    public IEnumerable<(string Path, string Message)> All => unreadable.Keys.Concat(invalid.Keys).Concat(refused.Keys).Distinct().Select(path => (path, At(path)!));

    public string? At(string path) =>
        unreadable.TryGetValue(path, out var text) ? text
        : invalid.TryGetValue(path, out var messages) || refused.TryGetValue(path, out messages) ? string.Join(" ", messages)
        : null;

    /// <summary>Asks the rules; what the server refused may be mended now.</summary>
    public void Check(RunSpec spec)
    {
        invalid = spec.Validate();
        refused = new Dictionary<string, string[]>();
    }

    public void Refuse(IReadOnlyDictionary<string, string[]> errors) => refused = errors;

    public void Unreadable(string path, string? message)
    {
        if (message is null)
        {
            unreadable.Remove(path);
        }
        else
        {
            unreadable[path] = message;
        }
    }
}
