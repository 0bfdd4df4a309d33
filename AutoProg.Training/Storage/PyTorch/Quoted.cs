using System.Globalization;

namespace AutoProg.Training.Storage.PyTorch;

/// <summary>Text of an untrusted file, safe to print: short, and nothing in it moves a cursor or turns the writing direction.</summary>
internal static class Quoted
{
    private const int Longest = 100;

    public static string Of(string text)
    {
        var shown = text.Length > Longest ? text[..Longest] + "…" : text;
        return $"'{string.Concat(shown.Select(character => IsPrintable(character) ? character : '?'))}'";
    }

    /// <summary>True where a name can be printed and stored as it is.</summary>
    public static bool IsPlain(string text) => text.All(IsPrintable);

    private static bool IsPrintable(char character) => char.GetUnicodeCategory(character) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse);
}
