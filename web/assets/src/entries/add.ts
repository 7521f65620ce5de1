import { dropped, type Named } from "../dropped";
import { send } from "../send";

// Files and folders that are chosen or dropped are sent piece by piece; one that was interrupted goes on where it stopped.
const form = document.querySelector<HTMLFormElement>("form[data-send]");
if (form) start(form);

function start(form: HTMLFormElement): void {
  const folder = form.querySelector<HTMLElement>("[data-folder]");
  if (folder) folder.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void go(form, chosen(form));
  });
  for (const input of form.querySelectorAll<HTMLInputElement>("input[type=file]")) {
    input.addEventListener("change", () => void go(form, chosen(form)));
  }
  for (const name of ["dragenter", "dragover"]) {
    document.addEventListener(name, (event) => {
      event.preventDefault();
      form.classList.add("over");
    });
  }
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) form.classList.remove("over");
  });
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("over");
    if (event.dataTransfer) void dropped(event.dataTransfer).then((files) => go(form, files));
  });
}

function chosen(form: HTMLFormElement): Named[] {
  return [...form.querySelectorAll<HTMLInputElement>("input[type=file]")].flatMap((input) =>
    [...(input.files ?? [])].map((file) => ({ file, path: file.webkitRelativePath || file.name })),
  );
}

async function go(form: HTMLFormElement, files: Named[]): Promise<void> {
  if (!files.length || form.dataset.busy) return;
  form.dataset.busy = "1";
  const line = form.querySelector<HTMLElement>(".sending");
  const bar = form.querySelector<HTMLProgressElement>(".sending progress");
  const words = form.querySelector<HTMLElement>("[data-told]");
  const stop = new AbortController();
  form.querySelector("[data-stop]")?.addEventListener("click", () => stop.abort(), { once: true });
  if (line) line.hidden = false;
  const leave = (event: BeforeUnloadEvent): void => event.preventDefault();
  addEventListener("beforeunload", leave);
  const tell = (text: string): void => {
    if (words) words.textContent = text;
  };
  try {
    const began = performance.now();
    let first = -1;
    const upload = await send(files, stop.signal, (done, all, broken) => {
      if (first < 0) first = done;
      const rate = (done - first) / Math.max(0.5, (performance.now() - began) / 1000);
      if (bar) [bar.max, bar.value] = [Math.max(all, 1), done];
      const text = form.dataset.sending ?? "";
      tell(broken ? (form.dataset.again ?? "") : text.replace("{done}", size(done)).replace("{all}", size(all)).replace("{rate}", size(rate)));
    });
    removeEventListener("beforeunload", leave);
    location.assign(`/add/${upload}${location.search}`);
  } catch (error) {
    removeEventListener("beforeunload", leave);
    delete form.dataset.busy;
    if (stop.signal.aborted) {
      if (line) line.hidden = true;
    } else tell((form.dataset.failed ?? "") + (error instanceof Error ? error.message : String(error)));
  }
}

function size(bytes: number): string {
  const [unit, by] = bytes >= 1e9 ? ["GB", 1e9] : bytes >= 1e6 ? ["MB", 1e6] : ["kB", 1e3];
  return `${new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 }).format(bytes / by)} ${unit}`;
}
