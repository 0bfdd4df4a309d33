using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace AutoProg.Client.Browser;

/// <summary>What only JavaScript can ask of the page: <c>js/page.js</c>.</summary>
public sealed class BrowserPage(IJSRuntime js) : IAsyncDisposable
{
    private IJSObjectReference? module;

    public async ValueTask<bool> IsVisibleAsync() => await (await ModuleAsync()).InvokeAsync<bool>("isVisible");

    public async ValueTask ApplyThemeAsync(bool dark) => await (await ModuleAsync()).InvokeVoidAsync("applyTheme", dark);

    public async ValueTask<bool> FocusAsync(string id) => await (await ModuleAsync()).InvokeAsync<bool>("focusById", id);

    public async ValueTask CopyAsync(string text) => await (await ModuleAsync()).InvokeVoidAsync("copyText", text);

    public async ValueTask DownloadAsync(string name, string text) => await (await ModuleAsync()).InvokeVoidAsync("downloadText", name, text);

    public async ValueTask<bool> IsAtBottomAsync(ElementReference element) => await (await ModuleAsync()).InvokeAsync<bool>("isAtBottom", element);

    public async ValueTask ScrollToBottomAsync(ElementReference element) => await (await ModuleAsync()).InvokeVoidAsync("scrollToBottom", element);

    public async ValueTask<IJSObjectReference> ListenForKeysAsync<T>(DotNetObjectReference<T> target)
        where T : class => await (await ModuleAsync()).InvokeAsync<IJSObjectReference>("listenForKeys", target);

    public async ValueTask DisposeAsync()
    {
        if (module is not null)
        {
            await module.DisposeAsync();
        }
    }

    private async ValueTask<IJSObjectReference> ModuleAsync() =>
        module ??= await js.InvokeAsync<IJSObjectReference>("import", "/js/page.js");
}
