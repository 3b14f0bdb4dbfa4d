// Makes long forms kinder: characters left, progress of an upload, and typed text kept when the line breaks. Forms work without it.
"use strict";
(() => {
  const page = document.documentElement;
  const numbers = new Intl.NumberFormat(page.dataset.digits === "arab" ? "ar-u-nu-arab" : page.lang);

  for (const line of document.querySelectorAll("[data-counter-for]")) {
    const area = document.getElementById(line.dataset.counterFor);
    const show = () => {
      const left = Number(area.dataset.limit) - [...area.value].length;
      line.querySelector("span").textContent = numbers.format(left);
      line.classList.toggle("over", left < 0);
      line.hidden = left > Number(area.dataset.limit) / 2 && left > 100;
    };
    area.addEventListener("input", show);
    show();
  }

  // What was typed is kept in this tab alone and forgotten once the next page has come: sending removes it, a failed sending does not.
  const form = document.querySelector("form[data-keep]");
  if (form) {
    const key = "mazalim:" + location.pathname + ":" + form.dataset.keep;
    const fields = () => [...form.querySelectorAll("textarea, input[type=text], input[type=email], input[type=tel]")]
      .filter((field) => field.name && !field.closest("[data-forget]"));
    try {
      const kept = JSON.parse(sessionStorage.getItem(key) || "{}");
      for (const field of fields()) {
        if (!field.value && kept[field.name]) {
          field.value = kept[field.name];
          field.dispatchEvent(new Event("input", { bubbles: true }));
        }
      }
      form.addEventListener("input", () => {
        sessionStorage.setItem(key, JSON.stringify(Object.fromEntries(fields().map((field) => [field.name, field.value]))));
      });
      form.addEventListener("submit", () => {
        window.addEventListener("pagehide", () => sessionStorage.removeItem(key), { once: true });
      });
    } catch { /* storage is off: the form is as good as without this script */ }
  }
  if (document.querySelector("[data-forget-all]")) {
    try {
      for (const key of Object.keys(sessionStorage)) if (key.startsWith("mazalim:")) sessionStorage.removeItem(key);
    } catch { /* nothing was kept */ }
  }

  for (const upload of document.querySelectorAll("form[data-progress]")) {
    upload.addEventListener("submit", (event) => {
      const files = [...upload.querySelectorAll("input[type=file]")].flatMap((input) => [...input.files]);
      if (!files.length || !window.FormData) return;
      event.preventDefault();
      const bar = upload.querySelector("[data-progress-bar]");
      const request = new XMLHttpRequest();
      request.open("POST", upload.action || location.href);
      request.upload.addEventListener("progress", (step) => {
        if (!bar || !step.lengthComputable) return;
        bar.hidden = false;
        const progress = bar.querySelector("progress");
        progress.max = step.total;
        progress.value = step.loaded;
      });
      request.addEventListener("load", () => {
        if (request.responseURL && request.responseURL !== location.href) location.assign(request.responseURL);
        else { document.open(); document.write(request.responseText); document.close(); }
      });
      request.addEventListener("error", () => {
        const fault = upload.querySelector("[data-progress-fault]");
        if (bar) bar.hidden = true;
        if (fault) { fault.hidden = false; fault.focus(); }
      });
      request.send(new FormData(upload, event.submitter));
    });
  }
})();
