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
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(keep, 300); });
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
        const value = typed.get(field.name);
        if (field.tagName === "SELECT" && value && ![...field.options].some((o) => o.value === value)) field.add(new Option(value, value));
        field.value = value;
        field.dispatchEvent(new Event("change", { bubbles: true }));
      }
    });
  });
  button("Throw it away", () => localStorage.removeItem(key));
  form.before(bar);
})();

/* Writing: the text beside it as readers will see it, and the names of records after “[[”. */
document.querySelectorAll("textarea[data-writing]").forEach((area) => {
  const { path, preview, part, links } = area.dataset;
  const later = (act, wait) => { let timer; return () => { clearTimeout(timer); timer = setTimeout(act, wait); }; };
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

  const list = document.createElement("ul");
  list.id = `${area.id}-links`;
  list.className = "completions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Records to link");
  list.hidden = true;
  area.after(list);
  area.setAttribute("aria-controls", list.id);
  const open = () => /\[\[([^\]|\n]*)$/.exec(area.value.slice(0, area.selectionStart));
  const choose = (option) => {
    const typed = open();
    if (!typed) return;
    area.setRangeText(`${option.dataset.key}]]`, area.selectionStart - typed[1].length, area.selectionStart, "end");
    list.hidden = true;
    area.removeAttribute("aria-activedescendant");
    area.dispatchEvent(new Event("input", { bubbles: true }));
    area.focus();
  };
  const mark = (option) => {
    list.querySelectorAll("[aria-selected=true]").forEach((one) => one.setAttribute("aria-selected", "false"));
    option.setAttribute("aria-selected", "true");
    area.setAttribute("aria-activedescendant", option.id);
  };
  const offer = async () => {
    const typed = open();
    if (!typed || typed[1].length < 2) { list.hidden = true; return; }
    const answer = await fetch(`${links}?${new URLSearchParams({ q: typed[1].replace(/^(tool:|\w+ops\/)/, "") })}`);
    if (!answer.ok) return;
    const found = (await answer.json()).links;
    list.replaceChildren(...found.map(({ key, label }, n) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${n}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.key = key;
      option.textContent = `${label} (${key})`;
      option.addEventListener("mousedown", (e) => { e.preventDefault(); choose(option); });
      return option;
    }));
    list.hidden = !found.length;
    if (found.length) mark(list.firstElementChild);
  };
  area.addEventListener("input", later(offer, 150));
  area.addEventListener("blur", () => { list.hidden = true; });
  area.addEventListener("keydown", (e) => {
    if (list.hidden) return;
    const all = [...list.children];
    const at = all.findIndex((one) => one.getAttribute("aria-selected") === "true");
    if (e.key === "ArrowDown" || e.key === "ArrowUp") { e.preventDefault(); mark(all[(at + (e.key === "ArrowDown" ? 1 : all.length - 1)) % all.length]); }
    else if (e.key === "Enter" || e.key === "Tab") { e.preventDefault(); choose(all[at]); }
    else if (e.key === "Escape") { e.stopPropagation(); list.hidden = true; }
  });
});

/* Names for what Django's admin leaves without one: its choosers, and the first column of its tables. */
const nameChoosers = () => document.querySelectorAll("select.admin-autocomplete").forEach((select) => {
  const shown = select.parentElement.querySelector(".select2-selection");
  const label = document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
  const name = (label ? label.textContent : select.name.replace(/.*-/, "")).replace(":", "").trim();
  if (shown) [shown, ...shown.querySelectorAll("[role=textbox]")].forEach((part) => part.setAttribute("aria-label", name));
});
window.addEventListener("load", () => {
  nameChoosers();
  document.querySelectorAll(".tabular th.original, .tabular th:empty").forEach((head) => {
    const name = document.createElement("span");
    name.className = "visually-hidden";
    name.textContent = "Row";
    head.append(name);
  });
});
document.addEventListener("formset:added", () => setTimeout(nameChoosers));
