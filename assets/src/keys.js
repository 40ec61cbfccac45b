// One key per verb: a button names its key, a row is walked to with the arrows, the next one follows after saving.
import { faultIn } from "./faults.js";

const FIRST = "[autofocus], form .form-control, form .form-select, form button[type=submit]";
const typing = (element) => element?.closest("input, textarea, select, [contenteditable]");
const rows = () => [...document.querySelectorAll("[data-row]")].filter((row) => row.offsetParent !== null);

export function focusRow(row) {
  if (!row) return;
  for (const other of document.querySelectorAll("[data-row].is-focus")) other.classList.remove("is-focus");
  row.classList.add("is-focus");
  row.querySelector("a")?.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

const present = () => document.activeElement?.closest("[data-row]") ?? document.querySelector("[data-row].is-focus");

function walk(step) {
  const all = rows();
  if (all.length === 0) return;
  const at = all.indexOf(present());
  focusRow(all[Math.min(Math.max(at + step, 0), all.length - 1)]);
}

function press(key) {
  const row = present();
  const within = row?.querySelector(`[data-key="${key}"]`);
  const button = within ?? document.querySelector(`[data-key="${key}"]:not([data-row] *)`);
  if (!button) return false;
  if (row && within) focusRow(row);
  button.click();
  return true;
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape") {
    const panel = document.activeElement?.closest("[data-panel]");
    if (panel) {
      panel.replaceChildren();
      focusRow(document.querySelector("[data-row].is-focus"));
    }
    return;
  }
  if (typing(event.target)) return;
  const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
  if (step && rows().length > 0) {
    walk(step);
    event.preventDefault();
  } else if (event.key === "/") {
    document.querySelector("[data-search]")?.focus();
    event.preventDefault();
  } else if (/^[a-z]$/.test(event.key) && press(event.key)) {
    event.preventDefault();
  }
}

export function watchKeys() {
  document.addEventListener("keydown", onKey);
  // A form that just arrived takes the cursor; a row that just left hands it to the next one.
  // Only once the form is bound: a key pressed before would send it as a plain page.
  document.addEventListener("htmx:afterSettle", (event) => {
    if (!event.detail.target.closest?.("[data-panel]")) return;
    const field = faultIn(event.detail.target) ?? event.detail.target.querySelector(FIRST);
    field?.focus({ preventScroll: true });
    (field ?? event.detail.target).scrollIntoView({ block: "nearest" });
  });
  document.body.addEventListener("row-done", (event) => leave([event.detail.value]));
  document.addEventListener("htmx:afterSwap", (event) => {
    const done = event.detail.target.querySelectorAll?.('[data-outcome="done"]') ?? [];
    if (done.length > 0) leave([...done].map((item) => item.dataset.clue));
  });
}

// What is done leaves every list it stood in; the row after it is next.
function leave(ids) {
  const gone = (row) => ids.includes(row.dataset.row);
  const all = rows();
  const at = Math.max(all.findIndex((row) => gone(row) && row.classList.contains("is-focus")), all.findIndex(gone));
  const next = all.slice(at + 1).find((row) => !gone(row)) ?? all.slice(0, Math.max(at, 0)).reverse().find((row) => !gone(row));
  for (const row of document.querySelectorAll("[data-row]")) if (gone(row)) row.remove();
  focusRow(next);
}
