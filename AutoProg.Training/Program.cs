using AutoProg.Training.Native;
using AutoProg.Training.Worker;

OwnLibTorch.RestartWithLibraryPath(NativeLibraries.Folder);
return await AutoProgCommand.Create().Parse(args).InvokeAsync();
