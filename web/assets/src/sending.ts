// A choice in a list marked so is sent at once; the button beside it is for those without a script.
export function startSending(): void {
  for (const list of document.querySelectorAll<HTMLSelectElement>("select[data-send]")) {
    const button = list.form?.querySelector<HTMLElement>("[data-unscripted]");
    if (button) button.hidden = true;
    // only a choice that is made: arrow keys walk through a closed list, and each step would load a page
    let walked = false;
    list.addEventListener("keydown", (event) => {
      walked = event.key !== "Enter";
      if (event.key === "Enter") list.form?.requestSubmit();
    });
    list.addEventListener("pointerdown", () => (walked = false));
    list.addEventListener("change", () => {
      if (!walked) list.form?.requestSubmit();
    });
  }
  for (const button of document.querySelectorAll<HTMLElement>("[data-copy]")) button.hidden = false;
}
