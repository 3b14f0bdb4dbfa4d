// Keys for people who work lists all day, and lists that change without a new page. Every list works without either.
"use strict";
(() => {
  // A page with errors answers a sent form: Back and reload come to its address without asking to send once more.
  if (document.querySelector(".errors")) history.replaceState(null, "", location.href);
  const WRITING = "textarea, select, dialog[open], [contenteditable], input:not([type=checkbox], [type=radio])";
  const OFF = "mazalim-keys-off";
  const AFTER_G_MS = 1500;
  const sheet = document.getElementById("keys");
  const rows = () => [...document.querySelectorAll("table[data-keys] tbody tr")];
  const current = () => document.querySelector("table[data-keys] tr.cur");
  let isOff = false;
  try {
    isOff = localStorage.getItem(OFF) === "1";
  } catch {
    // Without storage the keys are on.
  }

  function choose(row) {
    if (current()) current().classList.remove("cur");
    row.classList.add("cur");
  }

  function move(step) {
    const all = rows();
    if (!all.length) return;
    const next = all[Math.min(Math.max(all.indexOf(current()) + step, 0), all.length - 1)];
    choose(next);
    const link = next.querySelector(".subj a, a");
    if (link) link.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }

  function tick() {
    const box = current() && current().querySelector("input[type=checkbox]");
    if (box) box.click();
  }

  function seek() {
    const search = document.querySelector("form[role=search] input[type=search]");
    if (!search) return go("d");
    search.focus();
    search.select();
  }

  function go(key) {
    const link = document.querySelector(`.mast nav a[data-go="${key}"]`);
    if (link) location.assign(link.href);
  }

  function show() {
    if (sheet && !sheet.open) sheet.showModal();
  }

  document.addEventListener("change", (event) => {
    const row = event.target.closest("table[data-keys] tbody tr");
    if (row && event.target.type === "checkbox") row.classList.toggle("on", event.target.checked);
  });
  // Who comes to a row by Tab or by a click goes on from there with j and k.
  document.addEventListener("focusin", (event) => {
    const row = event.target.closest("table[data-keys] tbody tr");
    if (row) choose(row);
  });

  let g = 0;
  const acts = { j: () => move(1), k: () => move(-1), x: tick, "/": seek, "?": show };
  document.addEventListener("keydown", (event) => {
    if (isOff || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.target.closest(WRITING)) return;
    const isAfterG = event.timeStamp - g < AFTER_G_MS;
    g = event.key === "g" ? event.timeStamp : 0;
    const act = isAfterG && "wd".includes(event.key) ? () => go(event.key) : acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  // The sheet of keys stands at the foot of the page; the link opens it over the page instead.
  document.addEventListener("click", (event) => {
    if (sheet && event.target.closest('a[href="#keys"]')) {
      event.preventDefault();
      show();
    }
  });
  const choice = sheet && sheet.querySelector("[data-keys-on]");
  if (choice) {
    choice.hidden = false;
    const box = choice.querySelector("input");
    box.checked = !isOff;
    box.addEventListener("change", () => {
      isOff = !box.checked;
      try {
        localStorage.setItem(OFF, isOff ? "1" : "0");
      } catch {
        // It then holds for this page alone.
      }
    });
  }

  // Lists: a choice narrows at once, and only the list is drawn anew.
  document.addEventListener("change", (event) => {
    if (event.target.matches("form[data-quick] select")) event.target.form.requestSubmit();
  });
  // The address names what is chosen, and nothing else.
  document.addEventListener("formdata", (event) => {
    if (!event.target.matches("form[data-quick]")) return;
    for (const [name, value] of [...event.formData]) if (value === "" && name !== "q") event.formData.delete(name);
  });
  // On a phone the tabs stand in one line that slides; the one that is shown is in sight.
  function slide() {
    for (const tab of document.querySelectorAll(".views [aria-current], .saved [aria-current]")) tab.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
  slide();

  let isOpen = false;
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, target } = event.detail;
    isOpen = Boolean(document.querySelector("#further[open]"));
    // Another page answered: the case itself, the sign-in, an error. The browser shows it whole.
    if (target.id && !xhr.responseText.includes(`id="${target.id}"`)) {
      event.detail.shouldSwap = false;
      location.assign(xhr.responseURL || event.detail.pathInfo.finalRequestPath);
    }
  });
  document.addEventListener("htmx:sendError", (event) => location.assign(event.detail.pathInfo.finalRequestPath));
  document.addEventListener("htmx:afterSettle", () => {
    const further = document.getElementById("further");
    if (further && isOpen) further.open = true;
    slide();
    const told = document.querySelector("[data-told]");
    const status = document.getElementById("told");
    if (status) status.textContent = told ? told.textContent : "";
  });
})();
