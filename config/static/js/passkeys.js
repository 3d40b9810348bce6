/* A passkey is made, or asked for, by a button; its answer goes into the form, which is then sent. */
(() => {
  const options = JSON.parse(document.getElementById("passkey-options").textContent);
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const field = form.querySelector("[name=credential]"), told = form.querySelector("[role=status]");
    if (!webauthnJSON.supported()) continue;
    // What was refused before answered to another challenge.
    field.value = "";
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      if (field.value) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      told.hidden = true;
      try {
        field.value = JSON.stringify(await webauthnJSON[form.dataset.passkey](options));
        form.requestSubmit();
      } catch {
        // Cancelled, too late, or not the right device: the browser has said which.
        told.hidden = false;
      }
    }, { capture: true });
  }
})();
