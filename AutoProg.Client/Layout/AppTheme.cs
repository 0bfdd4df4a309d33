using MudBlazor;

namespace AutoProg.Client.Layout;

/// <summary>Colours with AA contrast in both themes; the system's own fonts.</summary>
public static class AppTheme
{
    private static readonly string[] Fonts = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "DejaVu Sans", "sans-serif"];

    public static MudTheme Theme { get; } = new()
    {
        PaletteLight = new PaletteLight
        {
            Primary = "#0b5a94",
            Secondary = "#5b4b8a",
            Success = "#00704f",
            Warning = "#8a5200",
            Error = "#b3261e",
            Info = "#0b5a94",
            Background = "#f5f6f8",
            BackgroundGray = "#eceff3",
            Surface = "#ffffff",
            AppbarBackground = "#ffffff",
            AppbarText = "#1c2430",
            DrawerBackground = "#ffffff",
            DrawerText = "#1c2430",
            TextPrimary = "#1c2430",
            TextSecondary = "#56606e",
            ActionDefault = "#46505e",
            LinesDefault = "#dfe3e8",
            LinesInputs = "#8b95a3",
            TableLines = "#e6e9ee",
            TableHover = "#f1f5f9",
            Divider = "#dfe3e8",
        },
        PaletteDark = new PaletteDark
        {
            Primary = "#6cb6f2",
            PrimaryContrastText = "#08131d",
            Secondary = "#b9a8ee",
            Success = "#4fd1a5",
            Warning = "#f2b84b",
            Error = "#ff8a80",
            Info = "#6cb6f2",
            Background = "#12161b",
            BackgroundGray = "#0d1014",
            Surface = "#1c222a",
            AppbarBackground = "#171c22",
            AppbarText = "#e8ebf0",
            DrawerBackground = "#171c22",
            DrawerText = "#e8ebf0",
            TextPrimary = "#e8ebf0",
            TextSecondary = "#a3adbb",
            ActionDefault = "#b7c0cc",
            LinesDefault = "#2b323c",
            LinesInputs = "#6d7887",
            TableLines = "#2b323c",
            TableHover = "#232a33",
            Divider = "#2b323c",
        },
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "8px", AppbarHeight = "56px" },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = Fonts, FontSize = "0.9375rem", LineHeight = "1.5", LetterSpacing = "0" },
            H4 = new H4Typography { FontFamily = Fonts, FontSize = "1.625rem", FontWeight = "650", LineHeight = "1.25", LetterSpacing = "-0.01em" },
            H5 = new H5Typography { FontFamily = Fonts, FontSize = "1.125rem", FontWeight = "650", LineHeight = "1.35", LetterSpacing = "0" },
            H6 = new H6Typography { FontFamily = Fonts, FontSize = "1rem", FontWeight = "650", LineHeight = "1.4", LetterSpacing = "0" },
            Body1 = new Body1Typography { FontFamily = Fonts, FontSize = "0.9375rem", LetterSpacing = "0" },
            Body2 = new Body2Typography { FontFamily = Fonts, FontSize = "0.875rem", LetterSpacing = "0" },
            Button = new ButtonTypography { FontFamily = Fonts, FontSize = "0.9rem", FontWeight = "600", TextTransform = "none", LetterSpacing = "0" },
            Caption = new CaptionTypography { FontFamily = Fonts, FontSize = "0.8125rem", LetterSpacing = "0" },
        },
    };
}
