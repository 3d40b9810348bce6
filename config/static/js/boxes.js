/* A long list of boxes is narrowed by what is typed above it; those that are ticked stay. */
(() => {
  const LONG = 10;
  const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const put = (list) => {
    const rows = [...list.querySelectorAll("label:has(input[type=checkbox])")];
    if (rows.length <= LONG || list.querySelector(".narrow-boxes")) return;
    const field = document.createElement("input");
    field.type = "search";
    field.className = "narrow-boxes form-control";
    field.placeholder = globalThis.words?.find ?? "";
    field.setAttribute("aria-label", field.placeholder);
    field.autocomplete = "off";
    field.addEventListener("input", () => {
      const asked = folded(field.value);
      for (const row of rows) {
        row.hidden = !folded(row.textContent).includes(asked) && !row.querySelector(":checked");
      }
    });
    field.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
    list.prepend(field);
  };
  const putAll = (part) => {
    for (const list of part.querySelectorAll("div[id^=id_]:has(input[type=checkbox])")) put(list);
  };
  // The admin loads it before the page is read.
  document.addEventListener("DOMContentLoaded", () => putAll(document));
  document.addEventListener("htmx:load", (event) => putAll(event.target));
})();
