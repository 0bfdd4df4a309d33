namespace AutoProg.Training.Data.Augmenting;

/// <summary>A rectangle of pixels; it may be empty.</summary>
internal readonly record struct PixelBox(int Top, int Left, int Height, int Width)
{
    public int Area => Height * Width;
}
