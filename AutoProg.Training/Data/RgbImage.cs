namespace AutoProg.Training.Data;

/// <summary>An image in memory.</summary>
/// <param name="Pixels">uint8 (H, W, 3), row after row.</param>
internal sealed record RgbImage(int Width, int Height, byte[] Pixels)
{
    public const int Channels = 3;

    public int ShorterSide => Math.Min(Width, Height);
}
