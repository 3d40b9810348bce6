// Keeps what people write from being lost, and their hands on the keyboard. Every form works without.
//
// What is typed into a form and not saved stays in this browser, under the form's own key: after a
// lost connection, an ended session or a closed page it is offered back. The server names the key
// of what it saved in the cookie "saved".

import "./amounts.js";
import "./boxes.js";
import "./cards.js";

const user = document.body.dataset.user;
const words = globalThis.words;
const forms = [...document.querySelectorAll("form.entry, form.lines, form[data-keep]")];
const KEPT_FOR = 14 * 24 * 3600 * 1000;
const PRIVATE = ["csrfmiddlewaretoken", "idempotency_key", "version", "next"];

const fieldsOf = (form) =>
  [...form.elements].filter(
    (field) =>
      field.name && !PRIVATE.includes(field.name) && !field.name.endsWith("-version") &&
      !["file", "password", "submit", "button", "hidden"].includes(field.type),
  );
const valueOf = (field) => (["checkbox", "radio"].includes(field.type) ? field.checked : field.value);
const initialOf = (field) => {
  if (["checkbox", "radio"].includes(field.type)) return field.defaultChecked;
  if (field.tagName !== "SELECT") return field.defaultValue;
  const preset = [...field.options].find((option) => option.defaultSelected);
  return (preset ?? field.options[0])?.value ?? "";
};
const nameOf = (field) => (field.type === "radio" ? `${field.name}=${field.value}` : field.name);
const changed = (form) => fieldsOf(form).filter((field) => valueOf(field) !== initialOf(field));
// What the server sent back, refused, is what the fields begin with, and is not saved either.
const isRefused = (form) => [...form.elements].some((field) => field.getAttribute("aria-invalid") === "true");
const isUnsaved = (form) => isRefused(form) || changed(form).length > 0;
const placeOf = (form) =>
  `draft:${user}:${location.pathname}:${form.elements.period?.value ?? ""}:${form.id || forms.indexOf(form)}`;

function read(place) {
  try {
    return JSON.parse(localStorage.getItem(place));
  } catch {
    return null;
  }
}

function drafts() {
  return Object.keys(localStorage).filter((place) => place.startsWith(`draft:${user}:`));
}

function forgetSavedAndOld() {
  const saved = document.cookie.match(/(?:^|; )saved=([^;]+)/)?.[1];
  for (const place of drafts()) {
    const draft = read(place);
    if (!draft || draft.key === saved || Date.now() - draft.at > KEPT_FOR) localStorage.removeItem(place);
  }
}

function keep(form) {
  const values = Object.fromEntries(changed(form).map((field) => [nameOf(field), valueOf(field)]));
  if (!Object.keys(values).length) return localStorage.removeItem(placeOf(form));
  const key = form.elements.idempotency_key?.value;
  localStorage.setItem(placeOf(form), JSON.stringify({ at: Date.now(), key, values }));
}

function putBack(form, values) {
  for (const field of fieldsOf(form)) {
    if (!(nameOf(field) in values)) continue;
    if (["checkbox", "radio"].includes(field.type)) field.checked = values[nameOf(field)];
    else field.value = values[nameOf(field)];
    for (let box = field.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function button(label, look, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = `btn btn-sm ${look}`;
  made.textContent = label;
  made.addEventListener("click", act);
  return made;
}

function offer(form) {
  const draft = read(placeOf(form));
  const differs = draft && fieldsOf(form).some(
    (field) => nameOf(field) in draft.values && draft.values[nameOf(field)] !== valueOf(field),
  );
  if (!differs) return;
  if (isBack) return putBack(form, draft.values);
  const box = document.createElement("div");
  box.className = "alert alert-warning kept";
  box.setAttribute("role", "status");
  const when = new Date(draft.at).toLocaleString(document.documentElement.lang);
  const text = document.createElement("p");
  text.textContent = words.kept.replace("{when}", when);
  box.append(
    text,
    button(words.restore, "btn-primary", () => { putBack(form, draft.values); box.remove(); }),
    " ",
    button(words.discard, "btn-outline-primary", () => { localStorage.removeItem(placeOf(form)); box.remove(); }),
  );
  (document.getElementById(form.dataset.keep) ?? form).before(box);
}

// What stood in other forms of a page while one of them was sent is put back without asking.
const sentFrom = `sent:${location.pathname}`;
const isBack = sessionStorage.getItem(sentFrom) !== null;
sessionStorage.removeItem(sentFrom);

let leaving = false;
if (user && words) {
  forgetSavedAndOld();
  forms.forEach((form) => {
    offer(form);
    form.addEventListener("submit", (event) => {
      if (navigator.onLine) {
        leaving = true;
        if (forms.some((other) => other !== form && changed(other).length)) sessionStorage.setItem(sentFrom, "");
      } else {
        event.preventDefault();
        alert(words.offline);
      }
    });
  });
  // A field may be elsewhere on the page than the form that it belongs to.
  addEventListener("input", ({ target }) => forms.includes(target.form) && keep(target.form));
  addEventListener("beforeunload", (event) => {
    if (!leaving && forms.some(isUnsaved)) event.preventDefault();
  });
  addEventListener("submit", ({ submitter }) => {
    if (submitter?.hasAttribute("data-leaves") && !forms.some((form) => changed(form).length)) drafts().forEach((place) => localStorage.removeItem(place));
  });
}

// "/" goes to the search, Ctrl or Cmd with S saves the form that one is in, or the only one.
addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, select, textarea");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const search = document.getElementById("find");
    if (search) { event.preventDefault(); search.focus(); }
  }
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
    const form = typing?.form ?? (forms.length === 1 ? forms[0] : forms.find((each) => changed(each).length));
    if (form && form.method === "post") { event.preventDefault(); form.requestSubmit(); }
  }
});

// The bar that stays at the bottom hides no field that one comes to: browsers leave what is in sight.
addEventListener("focusin", ({ target }) => {
  const bar = document.querySelector(".sticky-foot");
  if (!bar || bar.contains(target)) return;
  const [own, over] = [target.getBoundingClientRect(), bar.getBoundingClientRect()];
  if (own.top < over.bottom && own.bottom > over.top) scrollBy(0, own.bottom - over.top + 8);
});

// A file that is too large is refused before it is sent; what else was filled in stays.
addEventListener("change", ({ target }) => {
  if (target.type !== "file") return;
  const tooLarge = [...target.files].some((file) => file.size > target.dataset.most * 1024 ** 2);
  target.setCustomValidity(tooLarge ? target.dataset.tooLarge : "");
  target.reportValidity();
});

// Saving brings one back to where one was on the same page; what was refused is told at its top.
const spot = `spot:${location.pathname}`;
addEventListener("submit", () => sessionStorage.setItem(spot, String(scrollY)));
const told = document.querySelector(".told");
if (!location.hash && !document.querySelector("main .refused") && sessionStorage.getItem(spot)) {
  told?.classList.add("stays");
  scrollTo(0, Number(sessionStorage.getItem(spot)));
}
sessionStorage.removeItem(spot);
// What was saved is said until one goes on.
addEventListener("input", () => { told?.classList.remove("stays"); told?.classList.add("read"); }, { once: true });
// On a narrow screen the place where one is stays in sight.
const here = document.querySelector(".places > ul [aria-current]");
if (here) {
  const [own, row] = [here.getBoundingClientRect(), here.closest("ul").getBoundingClientRect()];
  here.closest("ul").scrollLeft += own.left + own.width / 2 - row.left - row.width / 2;
}

// What is open hides what lies behind it: a click elsewhere or Escape closes it.
const popups = () => document.querySelectorAll("details.explain[open], details.choice[open], details.more[open], details.viewpoint[open], details.account[open]");
addEventListener("click", (event) => popups().forEach((box) => { if (!box.contains(event.target)) box.open = false; }));
addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  popups().forEach((box) => { box.open = false; if (box.contains(document.activeElement)) box.querySelector("summary").focus(); });
});
