using AutoProg.Contracts.Runs;
using AutoProg.Contracts.Specification;

namespace AutoProg.Training.Data.Inspecting;

/// <summary>Looks through a data set, file by file, for people who want to know what it holds.</summary>
internal static class DatasetInspector
{
    /// <summary>Inspects a named set, or the folder of another.</summary>
    public static DatasetInspection Inspect(string target, DatasetLocator locator)
    {
        if (NamedSet.Find(target) is { } named)
        {
            return IdxInspection.Of(locator.FolderOf(named), named.Id);
        }

        if (!Directory.Exists(target))
        {
            return DatasetInspection.Broken(DataSpec.ImageFolder, $"There is no folder {target}.");
        }

        try
        {
            return IdxFolder.IsAt(target) ? IdxInspection.Of(target, DataSpec.Idx) : FolderInspection.Of(target);
        }
        catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
        {
            return DatasetInspection.Broken(DataSpec.ImageFolder, $"{target} cannot be read: {closed.Message}");
        }
    }
}
