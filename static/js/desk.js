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
