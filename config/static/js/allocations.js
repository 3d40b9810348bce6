/* Works out remainders and totals as somebody types amounts; without it a button asks the server. */
(() => {
  const form = document.querySelector("form.allocating");
  if (!form) return;
  const { decimal, thousands, says } = form.dataset;
  const inputs = [...form.querySelectorAll("input[data-cell]")];
  const said = form.querySelector("[data-said]");
  const LARGEST = 10n ** 15n;
  let waiting;

  /* Cents as a BigInt: 0 for nothing, null for what is no amount. */
  function read(input) {
    if (!input.value.trim()) return 0n;
    const [whole, fraction = ""] = (numbers.read(input) ?? "-").split(".");
    if (!/^[+]?[0-9]*$/.test(whole) || fraction.length > 2) return null;
    const cents = BigInt(whole.replace("+", "") + fraction.padEnd(2, "0"));
    return cents > 0n && cents < LARGEST ? cents : null;
  }

  function write(cents) {
    if (cents === null) return "–";
    const digits = String(cents < 0n ? -cents : cents).padStart(3, "0");
    const whole = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, thousands);
    const fraction = digits.slice(-2);
    return (cents < 0n ? "-" : "") + whole + (fraction === "00" ? "" : decimal + fraction);
  }

  function sum(name, value) {
    return inputs
      .filter((input) => input.dataset[name] === value)
      .map(read)
      .reduce((all, cents) => (all === null || cents === null ? null : all + cents), 0n);
  }

  function show({ target }) {
    const { activity, cell } = target.dataset;
    if (!cell) return;
    const total = form.querySelector(`[data-total="${activity}"]`);
    total.textContent = write(sum("activity", activity));
    const place = form.querySelector(`[data-remainder="${cell}"]`);
    const drawn = sum("cell", cell);
    const remainder = drawn === null ? null : BigInt(place.dataset.cents) - drawn;
    place.textContent = write(remainder);
    place.classList.toggle("over", remainder !== null && remainder < 0n);
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      said.textContent = says
        .replace("{cell}", place.dataset.code)
        .replace("{amount}", place.textContent);
    }, 700);
  }

  form.addEventListener("input", show);
  form.querySelector("[data-without-script]").hidden = true;
})();
