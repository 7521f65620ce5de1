// Runs before the page is drawn: the reader's own choice of theme, where the address has none.
(() => {
  const root = document.documentElement;
  try {
    const kept = localStorage.getItem("theme");
    if (!root.dataset.theme && (kept === "light" || kept === "dark")) root.dataset.theme = kept;
  } catch {
    // storage is switched off: the system's setting holds
  }
})();
