namespace AutoProg.Training.Layers;

/// <summary>A block whose residual branches stochastic depth drops; a model finds its blocks by this.</summary>
internal interface IDropsPath
{
    DropPath DropPath { get; set; }
}
