// The QR code of a receipt leads here with the receipt behind the #, which no browser sends to anybody. It is put into the form, to be checked with one press.
"use strict";
(() => {
  const text = document.getElementById("id_text");
  if (!text || !location.hash.includes("MZ1.")) return;
  text.value = decodeURIComponent(location.hash.slice(1));
  history.replaceState(null, "", location.pathname + location.search);
  document.querySelector("[data-arrived]").hidden = false;
  document.querySelector("[data-check]").focus();
})();
