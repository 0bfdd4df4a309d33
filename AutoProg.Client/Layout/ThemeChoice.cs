using AutoProg.Client.Browser;

namespace AutoProg.Client.Layout;

public enum ThemeMode
{
    Auto,
    Light,
    Dark,
}

/// <summary>Light or dark: this browser's choice, or the system's.</summary>
public sealed class ThemeChoice(LocalStorage storage, BrowserPage page)
{
    private const string Key = "autoprog.theme";

    public ThemeMode Mode { get; private set; }

    public bool IsDark { get; private set; }

    public event Action? Changed;

    public async Task LoadAsync(bool systemIsDark)
    {
        Mode = await storage.GetAsync(Key) switch { "light" => ThemeMode.Light, "dark" => ThemeMode.Dark, _ => ThemeMode.Auto };
        await ApplyAsync(systemIsDark);
    }

    public async Task ChooseAsync(ThemeMode mode, bool systemIsDark)
    {
        Mode = mode;
        await storage.SetAsync(Key, mode switch { ThemeMode.Light => "light", ThemeMode.Dark => "dark", _ => "auto" });
        await ApplyAsync(systemIsDark);
    }

    public async Task ApplyAsync(bool systemIsDark)
    {
        IsDark = Mode == ThemeMode.Dark || (Mode == ThemeMode.Auto && systemIsDark);
        await page.ApplyThemeAsync(IsDark);
        Changed?.Invoke();
    }
}
