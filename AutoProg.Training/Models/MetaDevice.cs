using static TorchSharp.torch;

namespace AutoProg.Training.Models;

/// <summary>Torch's meta device, whose tensors have shapes but no memory.</summary>
internal static class MetaDevice
{
    /// <summary>Names and shapes of the weights that a model has when it is built.</summary>
    public static Dictionary<string, long[]> ShapesOf(Func<nn.Module> build)
    {
        var before = get_default_device();
        try
        {
            set_default_device(META);
            using var model = build();
            return model.state_dict().ToDictionary(pair => pair.Key, pair => pair.Value.shape);
        }
        finally
        {
            set_default_device(before);
        }
    }
}
