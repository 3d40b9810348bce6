/* Beside the drafts of a list: a box that ticks all of them, and what those that are ticked come to.
   Without this script a link ticks them, and the page that asks before posting says the sum. */
(() => {
  const boxes = () => [...document.querySelectorAll("input.tick[form=several]")];
  const inCents = (written) => BigInt(written.replace(".", ""));

  function sumUp(field) {
    const sums = new Map();
    for (const { dataset } of boxes().filter((box) => box.checked)) {
      const [unit, written] = field === "usd" ? ["USD", dataset.usd] : [dataset.currency, dataset.amount];
      if (written) sums.set(unit, (sums.get(unit) ?? 0n) + inCents(written));
    }
    return sums;
  }

  function say(place) {
    const [, thousands, , , , decimal] = place.dataset.example;
    const write = ([unit, cents]) => {
      const digits = String(cents < 0n ? -cents : cents).padStart(3, "0");
      const value = `${cents < 0n ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
      return `${unit}\u00a0${numbers.write(value, { decimal, thousands, least: 2 })}`;
    };
    const ticked = boxes().filter((box) => box.checked);
    const own = sumUp("own"), usd = sumUp("usd");
    const parts = [[...own].map(write).join(" + ")];
    if (own.size !== 1 || !own.has("USD")) parts.push([...usd].map(write).join(""));
    const rateless = ticked.filter((box) => !box.dataset.usd).length;
    const sum = parts.filter(Boolean).join(" = ") + (rateless ? ` (${rateless} ${place.dataset.rateless})` : "");
    const words = ticked.length === 1 ? place.dataset.one : place.dataset.many;
    place.textContent = ticked.length ? words.replace("{n}", ticked.length).replace("{sum}", sum) : "";
  }

  function show() {
    const all = document.getElementById("tick-all"), place = document.querySelector("output.ticked");
    const ticked = boxes().filter((box) => box.checked).length;
    if (all) {
      all.checked = ticked > 0 && ticked === boxes().length;
      all.indeterminate = ticked > 0 && !all.checked;
    }
    if (place) say(place);
  }

  function begin() {
    const first = boxes()[0], place = document.querySelector("output.ticked");
    if (!first || !place || document.getElementById("tick-all")) return;
    const cell = first.closest("td"), head = first.closest("table").tHead.rows[0].cells[cell.cellIndex];
    const all = Object.assign(document.createElement("input"), { type: "checkbox", id: "tick-all", className: "tick" });
    all.setAttribute("aria-label", place.dataset.all);
    head.replaceChildren(all);
    show();
  }

  addEventListener("change", ({ target }) => {
    if (target.id === "tick-all") boxes().forEach((box) => { box.checked = target.checked; });
    if (target.matches("input.tick")) show();
  });
  addEventListener("pageshow", show);
  begin();
  document.addEventListener("htmx:load", begin);
})();
