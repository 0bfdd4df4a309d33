namespace AutoProg.Contracts.Events;

/// <summary>Where a run was trained, for those who want to repeat it.</summary>
/// <param name="AutoProg">Version of the program.</param>
/// <param name="Commit">Source commit it was built from, or empty where unknown.</param>
/// <param name="TorchSharp">Version of TorchSharp.</param>
/// <param name="LibTorch">Which libtorch was loaded: version and flavour.</param>
/// <param name="Device"><c>cpu</c> or <c>cuda:N</c>.</param>
/// <param name="DeviceName">What the device calls itself.</param>
/// <param name="Threads">CPU threads.</param>
public sealed record RunEnvironment(
    string AutoProg,
    string Commit,
    string TorchSharp,
    string LibTorch,
    string Device,
    string DeviceName,
    int Threads,
    string OperatingSystem,
    string Machine);
