// The search box's completions: a listbox under it. Typing never waits for it: only the last answer counts, and older questions are given up.
interface Choice {
  text: string;
  shown: string;
  told: string;
}

export function startCombobox(box: HTMLInputElement): void {
  const address = box.dataset.complete;
  if (!address) return;
  const list = document.createElement("ul");
  list.className = "options";
  list.id = `${box.id}-options`;
  list.role = "listbox";
  list.hidden = true;
  list.ariaLabel = box.labels?.[0]?.textContent ?? "";
  box.after(list);
  box.role = "combobox";
  box.setAttribute("aria-controls", list.id);
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-expanded", "false");

  let choices: Choice[] = [];
  let at = -1;
  let asking: AbortController | undefined;
  let timer = 0;

  const show = (found: Choice[]): void => {
    choices = found;
    at = -1;
    list.replaceChildren(
      ...found.map((choice, place) => {
        const line = document.createElement("li");
        line.role = "option";
        line.id = `${list.id}-${place}`;
        line.ariaSelected = "false";
        for (const text of [choice.shown, choice.told]) line.append(Object.assign(document.createElement("span"), { textContent: text }));
        line.addEventListener("pointerdown", (event) => {
          event.preventDefault();
          take(place);
        });
        return line;
      }),
    );
    list.hidden = !found.length;
    box.setAttribute("aria-expanded", String(!list.hidden));
    box.removeAttribute("aria-activedescendant");
  };
  const mark = (place: number): void => {
    at = place;
    [...list.children].forEach((line, number) => ((line as HTMLElement).ariaSelected = String(number === at)));
    const line = list.children[at];
    if (line) {
      box.setAttribute("aria-activedescendant", line.id);
      line.scrollIntoView({ block: "nearest" });
    } else box.removeAttribute("aria-activedescendant");
  };
  const take = (place: number): void => {
    const choice = choices[place];
    if (!choice) return;
    const rest = box.value.slice(box.selectionStart ?? box.value.length);
    box.value = choice.text + rest.trimStart();
    box.setSelectionRange(choice.text.length, choice.text.length);
    show([]);
    ask();
  };
  const ask = (): void => {
    window.clearTimeout(timer);
    asking?.abort();
    const typed = box.value.slice(0, box.selectionStart ?? box.value.length);
    if (!/[\w:,]$/.test(typed)) return show([]);
    timer = window.setTimeout(() => {
      asking = new AbortController();
      const url = new URL(address, location.href);
      url.searchParams.set("q", typed);
      fetch(url, { signal: asking.signal, headers: { accept: "application/json" } })
        .then((answer) => (answer.ok ? (answer.json() as Promise<Choice[]>) : []))
        .then((found) => {
          if (document.activeElement === box) show(found);
        })
        .catch(() => undefined);
    }, 120);
  };

  box.addEventListener("input", ask);
  box.addEventListener("blur", () => show([]));
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      show([]);
    } else if (event.key === "ArrowDown" && !list.hidden) {
      event.preventDefault();
      mark((at + 1) % choices.length);
    } else if (event.key === "ArrowUp" && !list.hidden) {
      event.preventDefault();
      mark(at <= 0 ? choices.length - 1 : at - 1);
    } else if ((event.key === "Enter" || event.key === "Tab") && at >= 0) {
      event.preventDefault();
      take(at);
    }
  });
}
