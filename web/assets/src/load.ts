// Parts that take longer: the page has a link that asks for them; with a script they come by themselves.
export async function load(part: HTMLElement): Promise<void> {
  const address = part.dataset.load;
  if (!address) return;
  delete part.dataset.load;
  part.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { headers: { accept: "text/html" } });
    if (!answer.ok) return;
    const made = new DOMParser().parseFromString(await answer.text(), "text/html");
    const parts = [...made.body.children];
    part.replaceWith(...parts);
    // what came may itself have a part that takes longer
    for (const next of parts.flatMap((each) => [each, ...each.querySelectorAll("[data-load]")]))
      if (next instanceof HTMLElement && next.dataset.load) void load(next);
  } finally {
    part.removeAttribute("aria-busy");
  }
}

export function startLoading(): void {
  for (const part of document.querySelectorAll<HTMLElement>("[data-load]")) void load(part);
}
