namespace AutoProg.Contracts.Specification;

/// <content>The rules of fine-tuning.</content>
public static partial class SpecValidator
{
    private static void CheckFineTuning(RunSpec spec, Errors errors)
    {
        var (tuning, model) = (spec.FineTuning, spec.Model);
        errors.InRange("fineTuning.loraRank", tuning.LoraRank, 1, model.Width);
        errors.InRange("fineTuning.loraAlpha", tuning.LoraAlpha, 1e-6, 1e6);
        if (tuning.Method == FineTuningMethod.Full)
        {
            return;
        }

        errors.Unless(spec.Unfreezes && model.Weights is not null, "model.weights",
            $"The method {NameOf(tuning.Method)} changes little of a pre-trained ViT or DiT; name its weights, or use fineTuning.method full.");
        errors.Unless(spec.Schedule.Kind == ScheduleKind.None, "fineTuning.method",
            $"The method {NameOf(tuning.Method)} trains the same from the first step to the last; use schedule.kind none with it, or fineTuning.method full.");
    }

    private static void CheckLatents(ModelSpec model, Errors errors)
    {
        errors.Unless(model.Dit.LatentFactor == 1 || model.Autoencoder is not null, "model.autoencoder",
            $"{model.Dit.LatentFactor} pixels to a point of the latents need the autoencoder that makes them; import one by 'autoprog import --from vae/' and name it.");
        errors.Unless(model.Dit.LatentFactor != 1 || model.Autoencoder is null, "model.autoencoder",
            "In pixel space there are no latents to make; use null, or the latent factor of the autoencoder in model.dit.latentFactor.");
    }

    private static void CheckShifts(RunSpec spec, Errors errors) => errors.Unless(spec.Model.Autoencoder is null || spec.Data.CropPadding == 0, "data.cropPadding",
        "Latents of shifted images cannot be kept for later steps; use 0.");

    private static string NameOf(FineTuningMethod method) => method == FineTuningMethod.LinearProbe ? "linear-probe" : method.ToString().ToLowerInvariant();
}
