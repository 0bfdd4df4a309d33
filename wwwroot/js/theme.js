// Runs before the first paint, so that a dark page never flashes white.
(() => {
  const choice = localStorage.getItem("autoprog.theme");
  const dark = choice === "dark" || (choice !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
})();
