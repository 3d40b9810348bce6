/* Says beside a number, while it is typed, what it is understood as, and asks the server why it would
   refuse one that cannot be read or is not above zero; the page says both without.
   The rule is that of appeal/base/amounts.py and appeal/base/currencies.py; a test compares the two. */
(() => {
  const SIGNS = {
    "$": "USD MXN BZD JMD GYD SRD TTD BBD BSD XCD KYD BMD CAD CUP ARS CLP COP UYU AUD NZD FJD LRD NAD SBD HKD SGD BND",
    "us$": "USD", "u$s": "USD", "mx$": "MXN", "mex$": "MXN", "bz$": "BZD", "j$": "JMD",
    "ja$": "JMD", "g$": "GYD", "gy$": "GYD", "tt$": "TTD", "bds$": "BBD", "b$": "BSD", "ec$": "XCD",
    "ci$": "KYD", "ca$": "CAD", "can$": "CAD", "c$": "NIO CAD", "rd$": "DOP", "a$": "AUD",
    "r$": "BRL", "q": "GTQ", "l": "HNL", "lps": "HNL", "₡": "CRC SVC", "b/": "PAB", "g": "HTG",
    "gde": "HTG", "gdes": "HTG", "€": "EUR", "£": "GBP", "¥": "JPY CNY", "fr": "CHF", "sfr": "CHF",
    "afl": "AWG", "naf": "ANG", "xcg": "XCG", "cg": "XCG"
  };
  const WHOLE = /^[+-]?(?:\d+|[1-9]\d{0,2}([ ',.])\d{3}(?:\1\d{3})*)$/;
  const DECIMALS = /^[+-]?(\d+|[1-9]\d{0,2}([ ',.])\d{3}(?:\2\d{3})*)?([.,])(\d+)$/;
  const MARKED = /^([^\d\s.,'+-]*)(\.?)([\d\s.,'+-]*)([^\d\s.,'+-]*\.?)$/;

  const isOwn = (mark, currency) =>
    mark.toUpperCase() === currency ||
    (SIGNS[mark.toLowerCase().replace(/\.+$/, "")] ?? "").split(" ").includes(currency);

  /* The number without its signs and thousands, as -1250.50; null for what is none for sure. */
  function number(text, { decimal, lone }) {
    const written = text.trim();
    const whole = WHOLE.test(written);
    let parts = DECIMALS.exec(written);
    if (parts && parts[2] === parts[3]) parts = null;
    const isLone = parts && written.match(/[.,]/g).length === 1 && parts[4].length === 3 && /^[1-9]/.test(parts[1] ?? "0");
    if (isLone && parts[3] !== decimal) {
      if (lone !== "AS_WRITTEN") return null;
      parts = null;
    }
    if (!parts && !whole) return null;
    const digits = (parts ? written.slice(0, -parts[4].length - 1) : written).replace(/[ ',.]/g, "");
    return parts ? `${digits}.${parts[4]}` : digits;
  }

  /* The same of an amount that may bear the sign or the code of its currency. */
  function read(input) {
    const currency = input.form?.elements.currency?.value?.trim().toUpperCase() || input.dataset.currency;
    const text = input.value.replace(/[\u00a0\u2007\u2009\u202f]/g, " ").replace(/[\u2019\u02bc]/g, "'").trim();
    const [, before, stop, digits, after] = MARKED.exec(text) ?? [];
    const marks = [before, after].filter(Boolean);
    if (digits === undefined || (marks.length && !input.dataset.currency)) return null;
    if (!marks.every((mark) => isOwn(mark, currency))) return null;
    if (before && stop && /^\d+ *$/.test(digits)) return null;
    return number((before ? "" : stop) + digits, input.dataset);
  }

  function write(value, { decimal, thousands, least }) {
    const [whole, fraction = ""] = value.replace(/^\+/, "").split(".");
    const shown = fraction.replace(/0+$/, "").padEnd(Number(least), "0");
    const digits = whole.replace(/^(-?)0*(?=\d)/, "$1").replace(/^(-?)$/, "$10");
    return digits.replace(/\B(?=(\d{3})+$)/g, thousands) + (shown && decimal + shown);
  }

  function show(input) {
    const place = input.parentElement.querySelector(":scope > output.understood");
    if (!place) return;
    const value = read(input);
    const isKept = value !== null && (value.split(".")[1] ?? "").length <= Number(input.dataset.most);
    const isDoubtful = !isKept || !/[1-9]/.test(value) || value.startsWith("-");
    const old = document.getElementById(`${input.id}_error`);
    if (old) old.hidden = input.value !== input.defaultValue;
    place.classList.remove("error");
    clearTimeout(waiting.get(input));
    if (isDoubtful && input.value.trim()) waiting.set(input, setTimeout(() => ask(input, place), 400));
    const currency = input.form?.elements.currency?.value?.trim().toUpperCase() || input.dataset.currency;
    const unit = input.dataset.currency ? `${currency} ` : "";
    place.textContent = isKept && !value.startsWith("-") ? `= ${unit}${write(value, input.dataset)}` : "";
  }

  const waiting = new Map();
  async function ask(input, place) {
    const typed = input.value;
    const currency = input.form?.elements.currency?.value || input.dataset.currency;
    const asked = new URLSearchParams({ kind: input.dataset.kind, typed, currency });
    const answer = await fetch(`/numbers/?${asked}`).catch(() => null);
    const sentence = answer?.ok ? await answer.text() : "";
    if (!sentence || input.value !== typed) return;
    place.classList.add("error");
    place.textContent = sentence;
  }

  globalThis.numbers = { read, write };
  addEventListener("input", ({ target }) => {
    const inputs = target.dataset.lone ? [target] : target.name === "currency" ? [...target.form.elements] : [];
    inputs.filter((input) => input.dataset.lone && input.value).forEach(show);
    if (target.dataset.lone && !target.value) show(target);
  });
})();
