using System.Text.RegularExpressions;

namespace AutoProg.Contracts.Tests.Conventions;

public sealed partial class BannedCallTests
{
    private static readonly string[] Product = ["AutoProg.Contracts", "AutoProg.Figures", "AutoProg.Runs", "AutoProg.Training", "AutoProg.Server", "AutoProg.Client"];

    [Fact]
    public void Time_comes_from_a_TimeProvider() =>
        Code(Product).Find(LocalTime()).AssertNone("Local time is ambiguous and cannot be tested: ask a TimeProvider.");

    [Fact]
    public void Nothing_is_async_void() =>
        Code([.. Product, "tests"]).Find(AsyncVoid()).AssertNone("Return a Task: without one, an exception ends the process.");

    [Fact]
    public void Training_is_synchronous_outside_the_worker() =>
        OutsideWorker().Find(Async()).AssertNone("TorchSharp's dispose scopes belong to one thread: no async in Training.");

    [Fact]
    public void Only_the_worker_and_the_server_use_the_console() =>
        Code("AutoProg.Contracts", "AutoProg.Figures", "AutoProg.Runs", "AutoProg.Client").Concat(OutsideWorker())
            .Find(ConsoleUse()).AssertNone("The console belongs to the worker's commands and to the server.");

    [Fact]
    public void A_banned_call_is_reported_with_file_and_line()
    {
        var file = new SourceFile("A/B.cs", ["// DateTime.Now in a comment", "var now = DateTime.Now;"]);
        Assert.Equal(["A/B.cs:2: var now = DateTime.Now;"], new[] { file }.Find(LocalTime()));
    }

    private static IEnumerable<SourceFile> Code(params string[] projects) =>
        projects.SelectMany(project => Repository.Files(project, ".cs", ".razor"));

    private static IEnumerable<SourceFile> OutsideWorker() => Code("AutoProg.Training")
        .Where(file => !file.Path.StartsWith("AutoProg.Training/Worker/", StringComparison.Ordinal)
            && !file.Path.EndsWith("Command.cs", StringComparison.Ordinal)
            && file.Path != "AutoProg.Training/Program.cs");

    [GeneratedRegex(@"\bDateTime(Offset)?\.Now\b")]
    private static partial Regex LocalTime();

    [GeneratedRegex(@"\basync void\b")]
    private static partial Regex AsyncVoid();

    [GeneratedRegex(@"\basync\s|\bawait\s")]
    private static partial Regex Async();

    [GeneratedRegex(@"\bConsole\.")]
    private static partial Regex ConsoleUse();
}
