// Copies a text at a click; without it one selects the text and copies it by hand.
for (const button of document.querySelectorAll("button[data-copies]")) {
  const text = document.getElementById(button.dataset.copies);
  button.hidden = false;
  button.addEventListener("click", async () => {
    text.select();
    try {
      await navigator.clipboard.writeText(text.value);
    } catch {
      // Where the site has no https, the clipboard is taken so.
      document.execCommand("copy");
    }
    button.nextElementSibling.textContent = button.dataset.done;
  });
}
