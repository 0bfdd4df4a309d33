using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;

namespace AutoProg.EndToEnd.Tests.Browsing;

/// <summary>What is wrong with a page for people who do not see, point or scroll as others do.</summary>
internal static class Inspection
{
    private static readonly AxeRunOptions Wcag22Aa = new()
    {
        RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"] },
    };

    /// <summary>Violations of WCAG 2.2 A and AA that axe finds, and sideways scrolling (success criterion 1.4.10).</summary>
    public static async Task<IReadOnlyList<string>> ViolationsAsync(this IPage page)
    {
        var found = await page.RunAxe(Wcag22Aa);
        Assert.NotEmpty(found.Passes);
        var violations = found.Violations.SelectMany(rule => rule.Nodes.Select(node => $"{rule.Id}: {node.Html} at {node.Target}"));
        var overflow = await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
        return overflow > 0 ? [.. violations, $"reflow: the page is {overflow} px wider than its window"] : [.. violations];
    }
}
