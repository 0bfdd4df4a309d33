using AutoProg.Benchmarks.Curves;

Dictionary<string, (string What, Func<int, Task> Run)> commands = new()
{
    ["curves"] = ("[points, default 1000000]   queries of one long curve at 1,200 px", CurvesBench.RunAsync),
};
if (args is not [var name, .. var rest] || !commands.TryGetValue(name, out var command) || (rest.Length > 0 && !int.TryParse(rest[0], out _)))
{
    Console.Error.WriteLine("Usage: AutoProg.Benchmarks COMMAND [NUMBER]");
    foreach (var (known, (what, _)) in commands)
    {
        Console.Error.WriteLine($"  {known} {what}");
    }

    return 64;
}

await command.Run(rest.Length > 0 ? int.Parse(rest[0], null) : 0);
return 0;
