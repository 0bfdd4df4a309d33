using System.Runtime.CompilerServices;
using AutoProg.Training.Native;

namespace AutoProg.Training.Tests;

internal static class PrepareNativeLibraries
{
    [ModuleInitializer]
    internal static void Run() => NativeLibraries.Prepare(Console.Error.WriteLine);
}
