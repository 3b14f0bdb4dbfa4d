// Keys for people who work lists all day. Every list works without them.
"use strict";
(() => {
  // A page with errors answers a sent form: Back and reload come to its address without asking to send once more.
  if (document.querySelector(".errors")) history.replaceState(null, "", location.href);
  const WRITING = "textarea, select, dialog[open], input:not([type=checkbox], [type=radio])";
  const sheet = document.getElementById("keys");
  const rows = () => [...document.querySelectorAll("table[data-keys] tbody tr")];
  const current = () => document.querySelector("table[data-keys] tr.cur");
  const hint = document.querySelector("p[data-keys]");
  if (hint && rows().length) hint.hidden = false;

  function move(step) {
    const all = rows();
    if (!all.length) return;
    const now = current();
    const next = all[Math.min(Math.max(all.indexOf(now) + step, 0), all.length - 1)];
    if (now) now.classList.remove("cur");
    next.classList.add("cur");
    const link = next.querySelector("a");
    if (link) link.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }

  function tick() {
    const box = current() && current().querySelector("input[type=checkbox]");
    if (box) box.click();
  }

  document.addEventListener("change", (event) => {
    const row = event.target.closest("table[data-keys] tbody tr");
    if (row && event.target.type === "checkbox") row.classList.toggle("on", event.target.checked);
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest(WRITING)) return;
    const search = document.querySelector("form[role=search] input[type=search]");
    const acts = {
      j: () => move(1),
      k: () => move(-1),
      x: tick,
      "/": () => search && search.focus(),
      "?": () => sheet && sheet.showModal(),
    };
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
})();
