// Passkeys: asks the browser for what the page wants, and sends the answer with the page's own form. Without it the other ways remain.
"use strict";
(() => {
  const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
  const words = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replaceAll("+", "-")
      .replaceAll("/", "_")
      .replaceAll("=", "");
  const keys = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

  function forMaking(asked) {
    return { ...asked, challenge: bytes(asked.challenge), user: { ...asked.user, id: bytes(asked.user.id) }, excludeCredentials: keys(asked.excludeCredentials) };
  }

  function forShowing(asked) {
    return { ...asked, challenge: bytes(asked.challenge), allowCredentials: keys(asked.allowCredentials) };
  }

  function written(credential) {
    const { response } = credential;
    const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
    const said = Object.fromEntries(parts.filter((name) => response[name]).map((name) => [name, words(response[name])]));
    return { id: credential.id, rawId: words(credential.rawId), type: credential.type, response: said, clientExtensionResults: {} };
  }

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const button = form.querySelector("[data-go]");
    const fault = form.querySelector("[data-fault]");
    const answer = form.elements.namedItem(form.dataset.answer || "passkey");
    if (!window.PublicKeyCredential) continue;
    button.hidden = false;
    const go = async () => {
      fault.hidden = true;
      button.disabled = true;
      const asked = JSON.parse(form.dataset.asked);
      try {
        const made =
          form.dataset.passkey === "create"
            ? await navigator.credentials.create({ publicKey: forMaking(asked) })
            : await navigator.credentials.get({ publicKey: forShowing(asked) });
        answer.value = JSON.stringify(written(made));
        form.submit();
      } catch {
        fault.hidden = false;
        button.disabled = false;
      }
    };
    button.addEventListener("click", go);
    if (form.dataset.passkey === "create")
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        go();
      });
  }
})();
