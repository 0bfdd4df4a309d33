using AutoProg.Training.Native;
using TorchSharp;

NativeLibraries.Prepare(Console.Error.WriteLine);
using var t = torch.ones(2, 3);
Console.WriteLine(t.sum().item<float>());
