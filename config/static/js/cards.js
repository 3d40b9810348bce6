/* On a narrow screen the rows of a table are cards. Each cell says there of which column it is: by
   the heading, unless the table says it itself. Without this script the table is scrolled. */
(() => {
  const label = (table) => {
    const heads = [...table.tHead.rows].at(-1).cells;
    const names = [...heads].flatMap((head) => Array(head.colSpan).fill(head.textContent.trim()));
    for (const row of table.rows) {
      let place = 0;
      for (const cell of row.cells) {
        const says = cell.matches("td:not(.said)") && cell.colSpan === 1 && (cell.textContent.trim() || cell.children.length);
        if (says && names[place]) cell.dataset.label = names[place];
        place += cell.colSpan;
      }
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
