// Keys: none is needed, none works while one types or with a modifier held.
const TYPING = "input, textarea, select, [contenteditable]";

export function startKeys(): void {
  let going = 0;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const at = event.target as HTMLElement;
    if (at.matches(TYPING)) {
      if (event.key === "Escape") at.blur();
      return;
    }
    if (document.querySelector("dialog[open]")) return;
    if (going && Date.now() - going < 1500) {
      going = 0;
      const place = document.querySelector<HTMLAnchorElement>(`.places a[data-key="${CSS.escape(event.key)}"]`);
      if (place) {
        event.preventDefault();
        place.click();
        return;
      }
    }
    if (act(event.key)) event.preventDefault();
    if (event.key === "g") going = Date.now();
  });
  for (const opener of document.querySelectorAll<HTMLElement>("[data-keys]")) {
    opener.addEventListener("click", (event) => {
      event.preventDefault();
      help();
    });
  }
}

function act(key: string): boolean {
  switch (key) {
    case "/":
      return focusOn("[data-jump]");
    case "?":
      return help();
    case "j":
      return step(1);
    case "k":
      return step(-1);
    case "s":
      return openMenu("save");
    case "e":
      return openMenu("export");
    case "c":
      return click("[data-cite]");
    case "Escape":
      return close();
    default:
      return false;
  }
}

function focusOn(selector: string): boolean {
  const found = document.querySelector<HTMLInputElement>(selector);
  found?.focus();
  found?.select();
  return Boolean(found);
}

function click(selector: string): boolean {
  const found = document.querySelector<HTMLElement>(selector);
  found?.click();
  return Boolean(found);
}

function openMenu(name: string): boolean {
  const menu = document.querySelector<HTMLDetailsElement>(`details[data-menu="${name}"]`);
  if (!menu) return false;
  menu.open = !menu.open;
  (menu.open ? menu.querySelector<HTMLElement>("a, button, input:not([type=hidden]), select") : menu.querySelector<HTMLElement>("summary"))?.focus();
  return true;
}

function help(): boolean {
  const dialog = document.querySelector<HTMLDialogElement>("#keys");
  dialog?.showModal();
  return Boolean(dialog);
}

// Rows that can be walked through: each has one link that opens it, so that Enter is the browser's own.
function step(by: number): boolean {
  const rows = [...document.querySelectorAll<HTMLElement>("[data-row] [data-open]")];
  if (!rows.length) return false;
  const at = rows.findIndex((row) => row === document.activeElement);
  const next = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + by))];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
  return true;
}

function close(): boolean {
  const way = document.querySelector<HTMLAnchorElement>("a[data-close]");
  way?.click();
  return Boolean(way);
}
