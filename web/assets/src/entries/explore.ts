import { startBrush } from "../brush";
import { startCombobox } from "../combobox";
import { startSending } from "../sending";

startSending();
for (const box of document.querySelectorAll<HTMLInputElement>("input[data-complete]")) startCombobox(box);
for (const figure of document.querySelectorAll<HTMLElement>("[data-brush]")) startBrush(figure);
