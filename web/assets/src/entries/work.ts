// Work that goes on: what the server says of it is put in every second; when it ends, the page is loaded again.
let leaving = false;
addEventListener("submit", () => (leaving = true));

async function poll(part: HTMLElement): Promise<void> {
  const address = part.dataset.poll;
  if (!address) return;
  for (let wait = 700; ; wait = Math.min(wait * 1.1, 3000)) {
    await new Promise((done) => setTimeout(done, wait));
    if (leaving) return;
    if (document.hidden) continue;
    try {
      const answer = await fetch(address, { headers: { accept: "text/html" } });
      const made = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector<HTMLElement>("[data-state]");
      if (!answer.ok || !made) continue;
      if (!["waiting", "running"].includes(made.dataset.state ?? "")) {
        if (!leaving) location.reload();
        return;
      }
      part.replaceChildren(made);
    } catch {
      wait = 3000;
    }
  }
}

for (const part of document.querySelectorAll<HTMLElement>("[data-poll]")) void poll(part);
