// Makes long forms kinder: characters left, typed text kept when the line breaks, progress of an upload. Forms work without it.
"use strict";
(() => {
  const page = document.documentElement;
  // A page with errors answers a sent form. Under its address alone, Back and reload come to it without asking to send once more.
  if (document.querySelector(".errors")) history.replaceState(null, "", location.href);

  const numbers = new Intl.NumberFormat(page.dataset.digits === "arab" ? "ar-u-nu-arab" : page.lang);

  for (const line of document.querySelectorAll("[data-counter-for]")) {
    const area = document.getElementById(line.dataset.counterFor);
    const [most, left] = line.children;
    const show = () => {
      const rest = Number(area.dataset.limit) - [...area.value].length;
      left.lastElementChild.textContent = numbers.format(rest);
      most.hidden = rest < area.dataset.limit;
      left.hidden = !most.hidden;
      line.classList.toggle("over", rest < 0);
    };
    area.addEventListener("input", show);
    show();
  }

  // What was typed stays in this tab alone. It goes when a page has come to which the sent one led, so a failed sending loses nothing,
  // whatever page is opened after it.
  const PREFIX = "mazalim:";
  const form = document.querySelector("form[data-keep]");
  const place = (address) => new URL(address, location).pathname.replace(/^\/\w+/, "");
  const own = form && PREFIX + form.dataset.keep + ":" + place(location);
  const isBack = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
  const ledHere = (key) => !isBack && (!document.referrer || key.endsWith(":" + place(document.referrer)));
  const fields = () => [...form.querySelectorAll("textarea, input:not([type]), input[type=text], input[type=email], input[type=tel]")]
    .filter((field) => field.name && !field.closest("[data-forget]"));
  const typed = () => Object.fromEntries(fields().map((field) => [field.name, field.value]));
  try {
    const all = document.querySelector("[data-forget-all]");
    for (const key of Object.keys(sessionStorage)) {
      if (key.startsWith(PREFIX) && (all || (key !== own && ledHere(key) && JSON.parse(sessionStorage[key]).sent))) sessionStorage.removeItem(key);
    }
    if (form) {
      const kept = JSON.parse(sessionStorage[own] || "{}").typed || {};
      for (const field of fields()) {
        if (!(field.name in kept) || field.value === kept[field.name]) continue;
        field.value = kept[field.name];
        field.dispatchEvent(new Event("input"));
      }
      const keep = (sent) => { sessionStorage[own] = JSON.stringify({ typed: typed(), sent }); };
      form.addEventListener("input", () => keep(false));
      form.addEventListener("submit", () => keep(true));
    }
  } catch { /* storage is off or full: the form is as good as without this script */ }

  const offline = document.querySelector("[data-offline]");
  if (offline) {
    window.addEventListener("online", () => { offline.hidden = true; });
    document.addEventListener("submit", (event) => {
      if (navigator.onLine) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      offline.hidden = false;
      offline.focus();
    }, true);
  }

  // A second click while the first is under way: the same answer is coming already.
  const PATIENCE = 5000;
  const sent = new WeakMap();
  document.addEventListener("submit", (event) => {
    if (Date.now() - (sent.get(event.target) || -PATIENCE) < PATIENCE) {
      event.preventDefault();
      event.stopImmediatePropagation();
    } else sent.set(event.target, Date.now());
  }, true);
  window.addEventListener("pageshow", () => { for (const form of document.forms) sent.delete(form); });

  const isTooMuch = (input) => [...input.files].some((file) => file.size > Number(input.dataset.mostBytes || Infinity))
    || input.files.length > Number(input.dataset.most || Infinity);
  for (const upload of document.querySelectorAll("form[data-progress]")) {
    const refused = upload.querySelector("[data-files-refused]");
    upload.addEventListener("submit", (event) => {
      const inputs = [...upload.querySelectorAll("input[type=file]")];
      if (!inputs.some((input) => input.files.length)) return;
      event.preventDefault();
      if (refused) {
        refused.hidden = event.submitter?.name === "remove" || !inputs.some(isTooMuch);
        if (!refused.hidden) {
          sent.delete(upload);
          refused.focus();
          return;
        }
      }
      const bar = upload.querySelector("[data-progress-bar]");
      const fault = upload.querySelector("[data-progress-fault]");
      const request = new XMLHttpRequest();
      request.open("POST", upload.action);
      request.upload.addEventListener("progress", (step) => {
        const progress = bar.querySelector("progress");
        progress.max = step.total;
        progress.value = step.loaded;
      });
      request.addEventListener("load", () => {
        if (own && place(request.responseURL) !== place(location)) sessionStorage.removeItem(own);
        history.replaceState(null, "", request.responseURL);
        document.open();
        document.write(request.responseText);
        document.close();
      });
      request.addEventListener("error", () => {
        sent.delete(upload);
        bar.hidden = true;
        fault.hidden = false;
        fault.focus();
      });
      fault.hidden = true;
      bar.hidden = false;
      request.send(new FormData(upload, event.submitter));
    });
  }
})();
