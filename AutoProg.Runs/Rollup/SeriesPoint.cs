using System.Runtime.InteropServices;

namespace AutoProg.Runs.Rollup;

/// <summary>A measured point with its number and its place on every axis, packed as <c>curves.db</c> stores it.</summary>
/// <param name="Value">NaN for what is not finite.</param>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
public readonly record struct SeriesPoint(long Sequence, int Step, double Epoch, long ActiveMilliseconds, double Flops, double Value);
