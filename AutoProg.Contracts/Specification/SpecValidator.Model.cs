namespace AutoProg.Contracts.Specification;

/// <content>The rules of a model.</content>
public static partial class SpecValidator
{
    private static void CheckModel(ModelSpec model, Errors errors)
    {
        errors.InRange("model.resolution", model.Resolution, 4, 2048, "pixels");
        errors.InRange("model.patchSize", model.PatchSize, 1, 64, "pixels");
        errors.InRange("model.width", model.Width, 8, 8192, "channels");
        errors.InRange("model.depth", model.Depth, 1, 128, "blocks");
        errors.InRange("model.heads", model.Heads, 1, 128, "heads");
        errors.InRange("model.mlpRatio", model.MlpRatio, 0.5, 16);
        errors.InRange("model.dropPath", model.DropPath, 0, 0.9);
        if (model.Family == ModelFamily.Dit)
        {
            errors.InRange("model.dit.latentFactor", model.Dit.LatentFactor, 1, 64, "pixels");
        }

        errors.Unless(model.Autoencoder is null || !string.IsNullOrWhiteSpace(model.Autoencoder), "model.autoencoder",
            "Name a safetensors file of a KL autoencoder, or use null in pixel space.");
        errors.Unless(model.Weights is null || !string.IsNullOrWhiteSpace(model.Weights), "model.weights",
            "Name a safetensors file or imported weights, or use null to train from scratch.");
        if (errors.Any)
        {
            return;
        }

        errors.Unless(model.Resolution % model.TokenStride == 0, "model.resolution",
            $"{model.Resolution} px is no multiple of {StrideName(model)}; use {GrowthGrid.RoundTo(model.Resolution, model.TokenStride)}.");
        CheckHeads("model.heads", model.Heads, model.Width, errors);
        if (model.Family == ModelFamily.Volo)
        {
            CheckVolo(model, errors);
        }
        else if (model.Family == ModelFamily.Dit)
        {
            CheckDit(model, errors);
        }
        else
        {
            errors.Unless(model.Stem == Stem.Patch || (model.PatchSize >= 2 && int.IsPow2(model.PatchSize)), "model.patchSize",
                $"The convolutional stem halves the image, so its patch size must be 2, 4, 8 or 16, not {model.PatchSize}.");
        }

        CheckName(model, errors);
    }

    private static void CheckVolo(ModelSpec model, Errors errors)
    {
        var (volo, smallest) = (model.Volo, DepthSplit.Smallest(model));
        errors.InRange("model.volo.stemWidth", volo.StemWidth, 1, 8192, "channels");
        errors.InRange("model.volo.outlookWidth", volo.OutlookWidth, 8, 8192, "channels");
        errors.InRange("model.volo.outlookHeads", volo.OutlookHeads, 1, 128, "heads");
        errors.InRange("model.volo.classBlocks", volo.ClassBlocks, 1, 16, "blocks");
        errors.Unless(int.IsEvenInteger(model.PatchSize), "model.patchSize",
            $"The stem of a VOLO halves the image, so its patch size must be even, not {model.PatchSize}.");
        errors.Unless(!model.Distilled, "model.distilled", "A VOLO has no distillation token; use false, or a ViT.");
        errors.Unless(model.Depth >= smallest, "model.depth",
            $"The VOLO has {smallest} groups of blocks, so its depth must be {smallest} or more, not {model.Depth}.");
        errors.Unless(volo.Blocks.Count != 1 && volo.Blocks.All(count => count >= 1), "model.volo.blocks",
            "Give the number of outlookers and of each stage's transformers, all 1 or more; or none for AutoProg's split.");
        errors.Unless(volo.Blocks.Count == 0 || volo.Blocks.Sum(count => (long)count) == model.Depth, "model.volo.blocks",
            $"The groups have {volo.Blocks.Sum(count => (long)count)} blocks, not the depth of {model.Depth}; make both equal.");
        if (volo.OutlookHeads >= 1)
        {
            CheckHeads("model.volo.outlookHeads", volo.OutlookHeads, volo.OutlookWidth, errors);
        }
    }

    private static void CheckDit(ModelSpec model, Errors errors)
    {
        var dit = model.Dit;
        errors.InRange("model.dit.channels", dit.Channels, 1, 64, "channels");
        errors.InRange("model.dit.conditionDropout", dit.ConditionDropout, 0, 0.9, "(0 drops nothing, and leaves no guidance)");
        errors.InRange("model.dit.stages", dit.Stages, 0, 64, "stages (0 tells none apart)");
        errors.InRange("model.dit.stageDeviation", dit.StageDeviation, 0, 1, "(0 changes no output at first)");
        errors.Unless(model.Width % 4 == 0, "model.width",
            $"The position table of a DiT has sines and cosines of rows and columns, so its width must be a multiple of 4, not {model.Width}.");
        errors.Unless(!model.Distilled, "model.distilled", "A DiT has no distillation token; use false, or a ViT.");
        errors.Unless(model.DropPath == 0, "model.dropPath", "A DiT drops no paths; use 0.");
    }

    // In pixel space there is nothing between the images and the model that would change their channels.
    private static void CheckDitChannels(RunSpec spec, Errors errors) => errors.Unless(
        spec.Model.Family != ModelFamily.Dit || spec.Model.Dit.LatentFactor != 1 || spec.Model.Dit.Channels == spec.Data.Channels, "model.dit.channels",
        $"In pixel space the model takes the images themselves, so it must have their {spec.Data.Channels} channels, not {spec.Model.Dit.Channels}.");

    private static void CheckHeads(string field, int heads, int width, Errors errors) => errors.Unless(width % heads == 0, field,
        $"{heads} heads do not divide the width {width}; use a divisor of {width}.");

    private static void CheckName(ModelSpec model, Errors errors)
    {
        if (model.Name == ModelSpec.Custom)
        {
            return;
        }

        var row = ModelCatalog.Find(model.Name);
        errors.Unless(row is not null, "model.name",
            $"Unknown model '{model.Name}'. Known: {string.Join(", ", ModelCatalog.All.Select(known => known.Name))}, {ModelSpec.Custom}.");
        errors.Unless(row is null || row == model with { Resolution = row.Resolution, DropPath = row.DropPath, Weights = row.Weights, Autoencoder = row.Autoencoder }, "model.name",
            $"The dimensions are not those of {model.Name}; use the name '{ModelSpec.Custom}' for others.");
    }

    private static string StrideName(ModelSpec model) => model.Family switch
    {
        ModelFamily.Volo => $"the token stride {model.TokenStride} (patch size {model.PatchSize}, pooled by {VoloSpec.Pooling})",
        ModelFamily.Dit => $"the token stride {model.TokenStride} (patch size {model.PatchSize}, latent factor {model.Dit.LatentFactor})",
        _ => $"the patch size {model.PatchSize}",
    };
}
