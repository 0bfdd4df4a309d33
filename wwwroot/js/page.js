export const isVisible = () => document.visibilityState === "visible";

export function applyTheme(dark) {
  document.documentElement.dataset.theme = dark ? "dark" : "light";
}

export function focusById(id) {
  const element = document.getElementById(id);
  if (!element) {
    return false;
  }

  element.scrollIntoView({ block: "center" });
  element.focus({ preventScroll: true });
  return true;
}

export const copyText = text => navigator.clipboard.writeText(text);

export function downloadText(name, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

export const isAtBottom = element => element.scrollHeight - element.scrollTop - element.clientHeight < 8;

export function scrollToBottom(element) {
  element.scrollTop = element.scrollHeight;
}

// Single keys rest in text fields, in open dialogs, and beside Ctrl, Alt and Meta.
export function listenForKeys(target) {
  const onKey = event => {
    const typing = event.target.closest("input, textarea, select, [contenteditable=true], [role=dialog]");
    if (typing || event.ctrlKey || event.altKey || event.metaKey || !"?nN/".includes(event.key)) {
      return;
    }

    event.preventDefault();
    target.invokeMethodAsync("OnKeyAsync", event.key.toLowerCase());
  };
  document.addEventListener("keydown", onKey);
  return { stop: () => document.removeEventListener("keydown", onKey) };
}
