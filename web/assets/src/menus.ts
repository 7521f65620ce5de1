// Menus are <details>: they open without a script. With it, Escape and a click elsewhere close them.
export function startMenus(): void {
  const open = () => document.querySelectorAll<HTMLDetailsElement>("details.menu[open]");
  document.addEventListener("click", (event) => {
    for (const menu of open()) if (!menu.contains(event.target as Node)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of open()) {
      menu.open = false;
      menu.querySelector("summary")?.focus();
    }
  });
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-copy]");
    if (!button) return;
    const from = document.getElementById(button.dataset.copy ?? "");
    if (!from) return;
    const said = button.dataset.copied ?? "";
    void navigator.clipboard.writeText(from.textContent?.trim() ?? "").then(() => tell(said));
  });
}

// One polite line that screen readers speak and that goes away again.
export function tell(text: string): void {
  const line = document.getElementById("told");
  if (line) line.textContent = text;
}
