using AutoProg.Training.Data;
using AutoProg.Training.Models;
using AutoProg.Training.Storage;
using TorchSharp;
using static TorchSharp.torch;

namespace AutoProg.Training.Metrics;

/// <summary>Classifiers that come with the program, trained by it, one per bundled data set: they judge drawn images of that set.</summary>
internal static class BundledClassifier
{
    /// <summary>That of a data set, or null where there is none.</summary>
    /// <param name="dataset">As <c>data.dataset</c>.</param>
    public static IFeatureExtractor? Find(string dataset, Device device)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "bundled", dataset, "classifier.safetensors");
        return File.Exists(path) ? Load(path, dataset, device) : null;
    }

    private static ClassifierFeatures Load(string path, string dataset, Device device)
    {
        using var file = SafetensorsFile.Read(path);
        var description = PortableModel.Of(file) ?? throw new InvalidWeightsException($"'{path}' does not say which model it holds; export it anew by 'autoprog export'.");
        var model = new Vit(description.Spec, description.Mean.Count, description.Classes, description.Spec.Depth);
        model.CopyWeights(file.Tensors);
        model.to(device);
        var preparation = new Augmentation(new() { Model = description.Spec }, description.Mean, description.Std);
        return new ClassifierFeatures($"{dataset} classifier", model, preparation, device);
    }
}
