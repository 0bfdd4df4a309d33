using System.CommandLine;
using System.Text.Json;
using AutoProg.Contracts;
using AutoProg.Contracts.Specification;

namespace AutoProg.Training.Worker;

/// <summary>The options that name a specification and change single fields of it.</summary>
internal sealed class SpecOptions
{
    private static readonly string[] Schedules = [.. Enum.GetNames<ScheduleKind>().Select(JsonNamingPolicy.KebabCaseLower.ConvertName)];
    private readonly Option<string?> preset = new("--preset") { Description = $"One of: {string.Join(", ", Presets.All.Select(known => known.Name))}." };
    private readonly Option<string?> config = new("--config") { Description = "A JSON file with a specification." };
    private readonly Option<string[]> assignments = new("--set") { Description = "field=value, as optimization.epochs=2; may be repeated." };
    private readonly Option<int?> seed = new("--seed") { Description = "The seed." };
    private readonly Option<string?> schedule = new("--schedule") { Description = $"One of: {string.Join(", ", Schedules)}." };
    private readonly Option<string?> card = new("--card") { Description = "A schedule card to replay, as written by 'autoprog schedule'." };
    private readonly Option<string?> device = new("--device") { Description = "auto, cpu or cuda:N." };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { preset, config, assignments, seed, schedule, card, device })
        {
            command.Options.Add(option);
        }
    }

    /// <exception cref="FormatException">An option or a field is wrong; the message names it and the remedy.</exception>
    public RunSpec Read(ParseResult parse)
    {
        var changes = new List<string>(parse.GetValue(assignments) ?? []);
        Change("seed", parse.GetValue(seed)?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Change("schedule.kind", KnownSchedule(parse.GetValue(schedule)));
        Change("resources.device", parse.GetValue(device));
        var spec = SpecOverrides.Apply(Replayed(Source(parse), parse.GetValue(card)), changes);
        return spec.Validate() is { Count: > 0 } errors
            ? throw new FormatException(string.Join(Environment.NewLine, errors.SelectMany(field => field.Value.Select(message => $"{field.Key}: {message}"))))
            : spec;

        void Change(string field, string? value)
        {
            if (value is not null)
            {
                changes.Add($"{field}={value}");
            }
        }
    }

    private static string? KnownSchedule(string? name)
    {
        return name is null || Schedules.Contains(name)
            ? name
            : throw new FormatException($"--schedule: unknown schedule '{name}'. Known: {string.Join(", ", Schedules)}.");
    }

    private static RunSpec Replayed(RunSpec spec, string? path)
    {
        if (path is null)
        {
            return spec;
        }

        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(path), ContractsJson.Default.ScheduleCard) is { Version: ScheduleCard.CurrentVersion } found
                ? found.Replay(spec)
                : throw new FormatException($"--card: '{path}' is not of version {ScheduleCard.CurrentVersion}.");
        }
        catch (JsonException wrong)
        {
            throw new FormatException($"--card: '{path}' is no schedule card. {wrong.Message}", wrong);
        }
    }

    private RunSpec Source(ParseResult parse) => (parse.GetValue(preset), parse.GetValue(config)) switch
    {
        ({ } name, null) => Presets.Find(name)?.Spec
            ?? throw new FormatException($"--preset: unknown preset '{name}'. Known: {string.Join(", ", Presets.All.Select(known => known.Name))}."),
        (null, { } path) => SpecOverrides.Read(File.ReadAllText(path)),
        _ => throw new FormatException("Name either --preset NAME or --config FILE."),
    };
}
