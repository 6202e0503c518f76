// The desk works without this file; it keeps what an editor types when the login ends before he saves.
"use strict";
(() => {
  const form = document.querySelector("#content-main form[id$=_form], form#text_form");
  const key = `desk:${location.pathname}`;
  const saved = document.querySelector(".messagelist .success");
  if (saved) { // what was sent has arrived
    const sent = sessionStorage.getItem("desk:sent");
    if (sent) { localStorage.removeItem(sent); sessionStorage.removeItem("desk:sent"); }
  }
  if (!form || form.id === "changelist-form" || form.id === "login-form") return;
  const skipped = new Set(["csrfmiddlewaretoken", "base_version"]);
  const values = () => [...new FormData(form)].filter(([name, value]) => !skipped.has(name) && typeof value === "string");
  const before = JSON.stringify(values());
  let timer;
  const keep = () => {
    const now = values();
    if (JSON.stringify(now) === before) return;
    try { localStorage.setItem(key, JSON.stringify({ at: Date.now(), values: now })); } catch (e) { /* no room: not kept */ }
  };
  ["input", "change"].forEach((kind) => form.addEventListener(kind, () => { clearTimeout(timer); timer = setTimeout(keep, 300); }));
  form.addEventListener("submit", () => { clearTimeout(timer); keep(); sessionStorage.setItem("desk:sent", key); });

  let kept = null;
  try { kept = JSON.parse(localStorage.getItem(key)); } catch (e) { /* not readable */ }
  if (!kept || document.querySelector(".errornote") || JSON.stringify(kept.values) === before) return;
  const bar = document.createElement("div");
  bar.className = "note";
  bar.setAttribute("role", "alert");
  bar.append(`This browser kept what you typed here at ${new Date(kept.at).toLocaleString()} and did not save. `);
  const button = (text, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button";
    made.textContent = text;
    made.addEventListener("click", () => { act(); bar.remove(); });
    bar.append(made, " ");
  };
  button("Bring it back", () => {
    const total = kept.values.filter(([name]) => name.endsWith("-TOTAL_FORMS"));
    total.forEach(([name, count]) => { // rows that were added before
      const prefix = name.replace("-TOTAL_FORMS", "");
      const add = document.querySelector(`#${CSS.escape(prefix)}-group .add-row a`);
      while (add && Number(form.elements[name].value) < Number(count)) add.click();
    });
    const typed = new Map(kept.values);
    [...form.elements].forEach((field) => {
      if (!field.name || skipped.has(field.name) || /_FORMS$/.test(field.name)) return;
      if (field.type === "checkbox") field.checked = typed.has(field.name);
      else if (typed.has(field.name) && field.type !== "submit") {
        field.value = typed.get(field.name);
        field.dispatchEvent(new Event("change", { bubbles: true }));
      }
    });
  });
  button("Throw it away", () => localStorage.removeItem(key));
  form.before(bar);
})();

const later = (act, wait) => { let timer; return () => { clearTimeout(timer); timer = setTimeout(act, wait); }; };

/* A list of offers under a field. `ask` gives them, or nothing; `choose` takes one. Arrows, Enter, Tab, Escape. */
const completing = (field, name, ask, choose) => {
  const list = document.createElement("ul");
  list.id = `${field.id}-offers`;
  list.className = "completions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", name);
  list.hidden = true;
  field.after(list);
  field.setAttribute("aria-controls", list.id);
  const isBox = field.tagName === "INPUT"; // a field of several lines can't be a combobox
  if (isBox) { field.setAttribute("role", "combobox"); field.setAttribute("aria-autocomplete", "list"); field.setAttribute("aria-expanded", "false"); }
  const show = (is) => {
    list.hidden = !is;
    if (isBox) field.setAttribute("aria-expanded", String(is));
    if (!is) field.removeAttribute("aria-activedescendant");
  };
  const mark = (option) => {
    list.querySelectorAll("[aria-selected=true]").forEach((one) => one.setAttribute("aria-selected", "false"));
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", option.id);
  };
  let asked = 0, timer;
  const close = () => { clearTimeout(timer); asked += 1; show(false); }; // what is still under way offers nothing more
  const take = (option) => { close(); choose(option.dataset.value); field.focus(); };
  const offer = async () => {
    const mine = ++asked;
    const found = await ask();
    if (mine !== asked) return; // an answer that came too late
    if (!found || !found.length || document.activeElement !== field) { show(false); return; }
    list.replaceChildren(...found.map(({ value, text, more }, n) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${n}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.value = value;
      option.textContent = text;
      if (more) { const other = document.createElement("span"); other.className = "quiet"; other.textContent = ` ${more}`; option.append(other); }
      option.addEventListener("mousedown", (e) => { e.preventDefault(); take(option); });
      return option;
    }));
    show(true);
    mark(list.firstElementChild);
  };
  field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(offer, 120); });
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (e) => {
    if (list.hidden) { if (isBox && e.key === "ArrowDown") { e.preventDefault(); offer(); } return; }
    const all = [...list.children];
    const at = all.findIndex((one) => one.getAttribute("aria-selected") === "true");
    if (e.key === "ArrowDown" || e.key === "ArrowUp") { e.preventDefault(); mark(all[(at + (e.key === "ArrowDown" ? 1 : all.length - 1)) % all.length]); }
    else if (e.key === "Enter" && !e.ctrlKey) { e.preventDefault(); take(all[at]); }
    else if (e.key === "Tab") take(all[at]); // and on to the next field
    else if (e.key === "Escape") { e.stopPropagation(); close(); }
  });
};

/* Records, chosen by any of their names; a mapping then shows beside it what it leads to. */
const nameOf = (field) => (field.getAttribute("aria-label") || field.labels[0].textContent).replace(":", "").trim();
const showCounterpart = async (field) => {
  const place = field.name.endsWith("-object") && field.closest(".inline-related")?.querySelector(".field-counterpart .readonly");
  const from = document.querySelector("[data-beside]")?.dataset.beside;
  if (!place || !from) return;
  const answer = await fetch(`${from}&${new URLSearchParams({ name: field.value })}`);
  if (answer.ok) place.innerHTML = await answer.text();
};
const chooser = (field) => {
  if (field.name.includes("__prefix__")) return;
  const ask = async () => {
    if (!field.value.trim()) return null;
    const answer = await fetch(`${field.dataset.records}?${new URLSearchParams({ q: field.value, kind: field.dataset.kind })}`);
    return answer.ok && (await answer.json()).records.map(({ name, more }) => ({ value: name, text: name, more }));
  };
  completing(field, `Records: ${nameOf(field)}`, ask, (name) => { field.value = name; field.dispatchEvent(new Event("change", { bubbles: true })); });
  field.addEventListener("focus", () => field.select());
  field.addEventListener("change", () => showCounterpart(field));
};
document.querySelectorAll("input[data-records]").forEach(chooser);

/* Writing: the text beside it as readers will see it, and the names of records after “[[”. */
document.querySelectorAll("textarea[data-writing]").forEach((area) => {
  const { path, preview, part, links } = area.dataset;
  const details = document.createElement("details");
  const summary = document.createElement("summary");
  summary.textContent = "Preview";
  const frame = document.createElement("iframe");
  frame.title = "Preview";
  details.append(summary, frame);
  details.className = "preview";
  area.after(details);
  const show = async () => {
    if (!details.open || !frame.contentDocument) return;
    const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
    const answer = await fetch(part, { method: "POST", headers: { "X-CSRFToken": token }, body: new URLSearchParams({ path, body: area.value }) });
    const place = frame.contentDocument.querySelector(".prose");
    if (answer.ok && place) place.innerHTML = await answer.text();
  };
  frame.addEventListener("load", show);
  details.addEventListener("toggle", () => { if (details.open && !frame.src) frame.src = preview; else show(); });
  area.addEventListener("input", later(show, 300));

  const open = () => /\[\[([^\]|\n]*)$/.exec(area.value.slice(0, area.selectionStart));
  const ask = async () => {
    const typed = open();
    if (!typed || typed[1].length < 2) return null;
    const answer = await fetch(`${links}?${new URLSearchParams({ q: typed[1].replace(/^(tool:|\w+ops\/)/, "") })}`);
    return answer.ok && (await answer.json()).links.map(({ key, label }) => ({ value: key, text: `${label} (${key})` }));
  };
  completing(area, "Records to link", ask, (key) => {
    const typed = open();
    if (!typed) return;
    area.setRangeText(`${key}]]`, area.selectionStart - typed[1].length, area.selectionStart, "end");
    area.dispatchEvent(new Event("change", { bubbles: true })); // not of input, which would offer again
    show();
  });
});

/* By keyboard: “/” finds a record, as on the site; a link that adds a part goes to its first field; Alt+M adds a mapping, Ctrl+Enter saves. */
document.querySelectorAll("a[data-add]").forEach((link) => link.addEventListener("click", (e) => {
  const add = document.querySelector(`#${CSS.escape(link.dataset.add)}-group .add-row a`);
  if (add) { e.preventDefault(); add.click(); }
}));
document.addEventListener("formset:added", ({ target }) => {
  target.querySelectorAll("input[data-records]").forEach(chooser);
  target.querySelector("input:not([type=hidden]), select, textarea")?.focus();
});
document.addEventListener("keydown", (e) => {
  const find = document.querySelector("[data-find]");
  if (e.key === "/" && find && !e.target.closest("input, textarea, select")) { e.preventDefault(); find.focus(); }
  const add = e.altKey && e.code === "KeyM" && document.querySelector("a[data-add]");
  if (add) { e.preventDefault(); add.click(); }
  const save = e.key === "Enter" && (e.ctrlKey || e.metaKey) && e.target.closest?.("form")?.querySelector("[name=_save]");
  if (save) { e.preventDefault(); save.form.requestSubmit(save); }
});

/* Names for what Django's admin leaves without one: the first column of its tables. */
window.addEventListener("load", () => document.querySelectorAll(".tabular th.original, .tabular th:empty").forEach((head) => {
  const name = document.createElement("span");
  name.className = "visually-hidden";
  name.textContent = "Row";
  head.append(name);
}));
