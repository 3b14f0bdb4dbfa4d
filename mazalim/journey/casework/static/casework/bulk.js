// Ticking cases of a list: all at once, and how many are ticked. Without it a link draws the page with every box ticked.
"use strict";
(() => {
  const boxes = () => [...document.querySelectorAll("input[form=bulk][type=checkbox]")];
  const root = document.documentElement;
  const number = new Intl.NumberFormat(`en-u-nu-${root.dataset.digits}`); // no browser knows Sorani

  function count() {
    const shown = document.querySelector("[data-ticked]");
    if (!shown) return;
    const ticked = boxes().filter((box) => box.checked).length;
    shown.hidden = !ticked;
    shown.querySelector("output").textContent = number.format(ticked);
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-tick]");
    if (!link) return;
    event.preventDefault();
    const all = boxes();
    const on = all.some((box) => !box.checked);
    for (const box of all) box.checked = on;
    count();
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("input[form=bulk]")) count();
  });
  document.addEventListener("htmx:afterSettle", count);
  addEventListener("pageshow", count); // the browser ticks again what was ticked when the reader went on
})();
