/* Works out remainders and totals as somebody types amounts; without it a button asks the server. */
(() => {
  const form = document.querySelector("form.allocating");
  if (!form) return;
  const { decimal, thousands, says } = form.dataset;
  const inputs = [...form.querySelectorAll("input[data-cell]")];
  const said = form.querySelector("[data-said]");
  const LARGEST = 10n ** 15n;
  let waiting;

  /* Which of comma and full stop sets the decimals apart, as appeal/amounts.py decides it. */
  function decimalSign(written) {
    const last = Math.max(written.lastIndexOf(","), written.lastIndexOf("."));
    if (last < 0) return "";
    const sign = written[last];
    const other = sign === "," ? "." : ",";
    if (written.split(sign).length > 2) return "";
    const isAmbiguous = !written.includes(other) && written.length - last === 4;
    return isAmbiguous && sign !== decimal ? "" : sign;
  }

  /* Cents as a BigInt: 0 for nothing, null for what is no amount. */
  function read(text) {
    const written = text.replace(/\s/g, " ").trim().replace(/^USD/, "").replace(/^\$/, "").trim();
    if (!written) return 0n;
    const sign = decimalSign(written);
    const [whole, fraction = ""] = sign ? written.split(sign) : [written];
    const apart = [" ", ",", "."].filter((mark) => mark !== sign);
    const groups = apart.map((mark) => `[0-9]{1,3}(?:[${mark}][0-9]{3})+`).join("|");
    if (!new RegExp(`^[+]?(?:[0-9]+|${groups})$`).test(whole)) return null;
    if (sign && !/^[0-9]{1,2}$/.test(fraction)) return null;
    const cents = BigInt(whole.replace(/[^0-9]/g, "") + fraction.padEnd(2, "0"));
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
      .map((input) => read(input.value))
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
