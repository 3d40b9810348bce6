/* What htmx exchanges of a list is from us, needs no style of its own and stays in no browser; the
   admin has no htmx. */
Object.assign(globalThis.htmx?.config ?? {}, {
  includeIndicatorStyles: false, allowEval: false, selfRequestsOnly: true, historyCacheSize: 0, refreshOnHistoryMiss: true,
});
/* What a list's own links and filter lead to takes its place, and that of what names its state. */
for (const [way, value] of Object.entries({
  boost: "true", target: "#list", select: "#list > *", "select-oob": "#download,#viewpoint,#language",
})) document.getElementById("list")?.setAttribute(`hx-${way}`, value);

/* On a narrow screen the rows of a table are cards. Each cell says there of which column it is: by
   the heading, unless the table says it itself. Columns whose heading is marked "more" are shown once
   the card is opened. Without this script a style sheet says it. */
(() => {
  const words = globalThis.words;
  const fold = (row) => {
    const opener = document.createElement("button");
    opener.type = "button";
    opener.className = "plain opener";
    const say = (isOpen) => {
      row.classList.toggle("folded", !isOpen);
      opener.setAttribute("aria-expanded", isOpen);
      opener.textContent = isOpen ? words.less : words.more;
    };
    opener.addEventListener("click", () => say(row.classList.contains("folded")));
    say(false);
    const cell = row.insertCell();
    cell.className = "opening";
    cell.append(opener);
  };
  // Without the link to the style sheet that says it where no script runs.
  const title = (head) => [...head.childNodes].filter((part) => part.localName !== "noscript").map((part) => part.textContent).join("").trim();
  const label = (table) => {
    const heads = [...table.tHead.rows].at(-1).cells;
    const names = [...heads].flatMap((head) => Array(head.colSpan).fill(title(head)));
    const isMore = [...heads].flatMap((head) => Array(head.colSpan).fill(head.classList.contains("more")));
    for (const row of table.rows) {
      let place = 0;
      for (const cell of row.cells) {
        const says = cell.matches("td:not(.said)") && cell.colSpan === 1 && (cell.textContent.trim() || cell.children.length);
        if (says && names[place]) cell.dataset.label = names[place];
        cell.classList.toggle("more", Boolean(isMore[place]) && cell.colSpan === 1);
        place += cell.colSpan;
      }
      if (words && row.querySelector("td.more")) fold(row);
    }
  };
  const labelAll = (part) => {
    for (const table of part.querySelectorAll("table.cards")) {
      if (table.tHead && !table.querySelector("[data-label]")) label(table);
    }
  };
  labelAll(document);
  document.addEventListener("htmx:load", (event) => labelAll(event.target));
})();
