// Writing a reply quickly: it saves itself, takes standard texts without a new page, counts words. The page does all of it without this, by its buttons.
"use strict";
(() => {
  const form = document.querySelector("form[data-saves-itself]");
  if (!form) return;
  const version = form.elements.version;
  const [saved, unsaved, fault, keys] = ["saved", "unsaved", "save-fault", "save-keys"].map((name) => form.querySelector(`[data-${name}]`));
  const numbers = new Intl.NumberFormat(document.documentElement.dataset.digits === "arab" ? "ar-u-nu-arab" : document.documentElement.lang);
  let isChanged = false; // since the last saving
  let isStopped = false; // somebody else was quicker: from here on only the officer decides what is saved
  let isLeaving = false;
  let underWay = null;
  keys.hidden = false;

  function show(part, words) {
    for (const one of [saved, unsaved, fault]) one.hidden = one !== part;
    if (words !== undefined) part.textContent = words;
  }

  // The answer to the form sent beside the page: {version, words} when it is saved, {words} when it is not.
  async function send(then, keepalive) {
    const typed = new FormData(form);
    typed.delete("once");
    typed.append("then", then);
    typed.append("quick", "1");
    isChanged = false;
    try {
      const answer = await fetch(form.action, { method: "POST", body: typed, keepalive, credentials: "same-origin" });
      if (!(answer.headers.get("Content-Type") || "").startsWith("application/json")) throw new Error("no answer of ours");
      const told = await answer.json();
      if (answer.ok) {
        version.value = told.version;
        show(isChanged ? unsaved : saved, isChanged ? undefined : told.words);
        return told;
      }
      isStopped = answer.status === 409;
      keys.hidden = isStopped;
      isChanged = true;
      show(fault, told.words);
    } catch {
      isChanged = true; // the line broke: the next round tries again
      show(unsaved);
    }
    return null;
  }

  // One sending after the other, so that each carries the version that the one before was given.
  function queued(then, keepalive = false) {
    underWay = (underWay || Promise.resolve()).then(() => send(then, keepalive));
    return underWay;
  }

  form.addEventListener("input", () => {
    isChanged = true;
    if (!isStopped) show(unsaved);
  });
  form.addEventListener("submit", () => { isLeaving = true; });
  setInterval(() => {
    if (isChanged && !isStopped && !isLeaving && navigator.onLine) queued("stay");
  }, Number(form.dataset.savesItself) * 1000);
  window.addEventListener("pagehide", () => {
    if (isChanged && !isStopped && !isLeaving) send("stay", true);
  });

  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    if (event.key === "s" && !isStopped) {
      event.preventDefault();
      queued("stay");
    } else if (event.key === "Enter" && form.contains(event.target)) {
      event.preventDefault();
      form.querySelector("button[value=look]").click();
    }
  });

  for (const button of form.querySelectorAll("[data-take]")) {
    const choice = button.parentElement.querySelector("select");
    button.addEventListener("click", async (event) => {
      if (isStopped) return; // the page itself says what happened
      event.preventDefault();
      if (!choice.value) {
        choice.focus();
        return;
      }
      button.disabled = true;
      const told = await queued(button.value);
      button.disabled = false;
      if (!told || !told.field) return;
      const area = form.elements[told.field];
      area.value = told.text;
      area.dispatchEvent(new Event("input"));
      choice.value = "";
      isChanged = false;
      area.focus();
      area.setSelectionRange(area.value.length, area.value.length);
    });
  }

  // Of the standard texts only those that go with the outcome chosen.
  form.addEventListener("change", (event) => {
    if (event.target.type !== "radio") return;
    const chosen = event.target.labels[0].textContent.trim();
    for (const group of event.target.closest("section").querySelectorAll(".take-text optgroup")) {
      group.hidden = group.disabled = group.label !== chosen;
      if (group.disabled && group.contains(group.parentElement.selectedOptions[0])) group.parentElement.value = "";
    }
  });

  for (const line of form.querySelectorAll("[data-words-of]")) {
    const area = document.getElementById(line.dataset.wordsOf);
    const count = () => {
      line.lastElementChild.textContent = numbers.format(area.value.split(/\s+/).filter(Boolean).length);
      line.hidden = !area.value.trim();
    };
    area.addEventListener("input", count);
    count();
  }
})();
