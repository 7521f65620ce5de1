// The choice of theme: links that work without this script, and are remembered with it.
export function startTheme(): void {
  for (const link of document.querySelectorAll<HTMLAnchorElement>("a[data-theme-choice]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      const choice = link.dataset.themeChoice ?? "";
      choose(choice);
      const address = new URL(location.href);
      if (address.searchParams.has("_theme")) {
        address.searchParams.delete("_theme");
        history.replaceState(null, "", address);
      }
    });
  }
  mark(document.documentElement.dataset.theme ?? "");
}

function choose(choice: string): void {
  const root = document.documentElement;
  if (choice) root.dataset.theme = choice;
  else delete root.dataset.theme;
  try {
    if (choice) localStorage.setItem("theme", choice);
    else localStorage.removeItem("theme");
  } catch {
    // storage is switched off: the choice holds for this page
  }
  mark(choice);
}

function mark(choice: string): void {
  for (const link of document.querySelectorAll<HTMLAnchorElement>("a[data-theme-choice]")) {
    if (link.dataset.themeChoice === choice) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}
