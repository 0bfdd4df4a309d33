using AutoProg.Training.Native;
using AutoProg.Training.Worker;

OwnLibTorch.RestartWithLibraryPath(NativeLibraries.Folder);
return AutoProgCommand.Create().Parse(args).Invoke();
