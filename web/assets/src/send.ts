import type { Named } from "./dropped";

// Sends files piece by piece. An upload of the same files that was interrupted, in this tab or an earlier one, goes on where it stopped.
const PIECE = 16 << 20;
const TRIES = 8;
const KEY = "clerestory-upload";

interface State {
  id: string;
  files: { number: number; size: number; received: number }[];
}
type Tell = (done: number, all: number, broken: boolean) => void;

export async function send(files: Named[], stop: AbortSignal, tell: Tell): Promise<string> {
  const all = files.reduce((sum, { file }) => sum + file.size, 0);
  const mark = await signature(files);
  let state = (await earlier(mark)) ?? (await ask<State>("POST", "/uploads.json", stop, JSON.stringify(told(files))));
  localStorage.setItem(KEY, `${mark} ${state.id}`);
  let before = state.files.reduce((sum, file) => sum + file.received, 0);
  tell(before, all, false);
  for (const [number, { file }] of files.entries()) {
    let at = state.files[number]?.received ?? 0;
    let empty = file.size === 0;
    for (let tries = 0; at < file.size || empty; ) {
      try {
        const piece = file.slice(at, at + PIECE);
        await ask("PUT", `/uploads/${state.id}/${number}?offset=${at}`, stop, piece);
        at += piece.size;
        before += piece.size;
        tries = 0;
        empty = false;
        tell(before, all, false);
      } catch (error) {
        if (stop.aborted || ++tries > TRIES) throw error;
        tell(before, all, true);
        await new Promise((done) => setTimeout(done, Math.min(500 * 2 ** tries, 15000)));
        state = (await earlier(mark)) ?? state;
        before += (state.files[number]?.received ?? at) - at;
        at = state.files[number]?.received ?? at;
      }
    }
  }
  localStorage.removeItem(KEY);
  await ask("POST", `/uploads/${state.id}/look`, stop);
  return state.id;
}

function told(files: Named[]): object {
  return { files: files.map(({ file, path }) => ({ name: path, size: file.size })) };
}

async function earlier(mark: string): Promise<State | undefined> {
  const [known, id] = (localStorage.getItem(KEY) ?? "").split(" ");
  if (known !== mark || !id) return undefined;
  const answer = await fetch(`/uploads/${id}.json`).catch(() => undefined);
  return answer?.ok ? ((await answer.json()) as State) : undefined;
}

// Names may be names of people: what is remembered is a hash of them.
async function signature(files: Named[]): Promise<string> {
  const text = JSON.stringify(files.map(({ file, path }) => [path, file.size, file.lastModified]));
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function ask<T>(method: string, address: string, signal: AbortSignal, body?: BodyInit): Promise<T> {
  const answer = await fetch(address, { method, signal, body });
  const found = (await answer.json()) as T & { error?: string };
  if (!answer.ok) throw new Error(found.error ?? String(answer.status));
  return found;
}
