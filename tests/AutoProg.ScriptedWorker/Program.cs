using System.Runtime.InteropServices;
using AutoProg.Contracts;
using AutoProg.Contracts.Runs;
using AutoProg.Runs;
using AutoProg.ScriptedWorker;

switch (args)
{
    case ["doctor", ..]:
        return Reports.Doctor();
    case ["datasets", ..]:
        return Reports.Datasets();
    case ["data", "inspect", var set, ..]:
        return Reports.Dataset(set);
    case ["import", "--from", var from, "--out", var to, ..]:
        return Reports.Import(from, to);
    case ["inspect", var file, ..]:
        return Reports.Model(file);
    case ["export", _, "--out", var to, ..]:
        File.WriteAllText(to, "exported");
        return 0;
    case ["compare-checkpoints", var before, var after, ..]:
        return Reports.Changes(before, after);
    case not ["run", _]:
        return 64;
}

var folder = new RunFolder(args[1]);
var spec = JsonFile.Read(folder.Record, ContractsJson.Default.RunRecord)!.Spec;
var script = Script.Of(spec);
using var termination = script.Deaf ? PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => signal.Cancel = true) : null;
Console.WriteLine($"Playing '{spec.Name}' in {Environment.GetEnvironmentVariable("AUTOPROG_DATA_ROOT")}");
if (script.Before == "exit")
{
    Console.Error.WriteLine("libsomething.so.6: version not found");
    return 7;
}

if (script.Before == "silent")
{
    Thread.Sleep(Player.Longest);
    return 7;
}

RunLock? held = null;
for (var attempt = 0; attempt < 100 && held is null; attempt++)
{
    held = RunLock.TryTake(folder);
    if (held is null)
    {
        Thread.Sleep(100);
    }
}

if (held is null)
{
    return 75;
}

using (held)
using (var player = new Player(folder, spec, script, held))
{
    return player.Play();
}
