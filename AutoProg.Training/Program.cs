using AutoProg.Training.Native;
using AutoProg.Training.Worker;

OwnLibTorch.RestartWithLibraryPath(NativeLibraries.Folder);
var command = AutoProgCommand.Create().Parse(args);
var exitCode = command.Invoke();
return command.Errors.Count > 0 ? ExitCodes.Usage : exitCode;
