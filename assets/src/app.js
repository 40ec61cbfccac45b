// Everything the pages do beyond HTML: htmx for parts of pages, keys for verbs, a place and pictures for new clues.
import htmx from "htmx.org";
import { watchKeys } from "./keys.js";
import { watchForms } from "./forms.js";
import { goToFault } from "./faults.js";
import { layTiles } from "./tiles.js";
import { watchSession } from "./session.js";

Object.assign(htmx.config, {
  allowEval: false,
  allowScriptTags: false,
  includeIndicatorStyles: false,
  selfRequestsOnly: true,
  historyCacheSize: 0,
  responseHandling: [
    { code: "204", swap: false },
    { code: "[23]..", swap: true },
    { code: "4..", swap: true, error: false },
    { code: "...", swap: false, error: true },
  ],
});
window.htmx = htmx;

const ready = (root) => {
  watchForms(root);
  layTiles(root);
  if (root.querySelector("[data-chart]")) {
    import("./chart.js").then(({ drawCharts }) => drawCharts(root));
  }
};

document.addEventListener("DOMContentLoaded", () => {
  ready(document);
  watchKeys();
  watchSession();
  goToFault(document, { orItsWords: "answer" in document.body.dataset });
});
document.addEventListener("htmx:load", (event) => ready(event.detail.elt));

document.addEventListener("click", (event) => {
  const burger = event.target.closest("[data-menu]");
  const side = document.querySelector(".qy-side");
  if (burger && side) {
    const open = side.classList.toggle("is-open");
    document.querySelector(".qy-burger")?.setAttribute("aria-expanded", String(open));
  } else if (side?.classList.contains("is-open") && !event.target.closest(".qy-side")) {
    side.classList.remove("is-open");
    document.querySelector(".qy-burger")?.setAttribute("aria-expanded", "false");
  }
  for (const pop of document.querySelectorAll("details.qy-pop[open]")) {
    if (!pop.contains(event.target)) pop.open = false;
  }
  if (event.target.closest("[data-print]")) window.print();
  const closer = event.target.closest("[data-empties]");
  const panel = closer && document.querySelector(closer.dataset.empties);
  if (panel) {
    event.preventDefault();
    panel.replaceChildren();
  }
});

// A server that is gone, or that refuses without words, must not look like a saved form.
for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(name, (event) => {
    const target = event.detail.target?.closest("[data-panel]") ?? document.querySelector("#notice-board");
    const words = document.body.dataset.unreachable;
    if (!target || !words) return;
    const line = document.createElement("div");
    line.className = "alert alert-danger";
    line.setAttribute("role", "alert");
    line.textContent = words;
    target.prepend(line);
  });
}
