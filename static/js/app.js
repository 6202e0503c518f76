// Everything here is an enhancement: each page works as plain links and GET forms.
"use strict";
const $ = (sel, root = document) => root.querySelector(sel);
const $$ = (sel, root = document) => [...root.querySelectorAll(sel)];
const say = (text) => { const live = $("#live"); if (live) live.textContent = text; };

/* Theme: system, light, dark. */
const themeButton = $("[data-theme-toggle]");
if (themeButton) {
  const order = ["system", "light", "dark"];
  const label = () => {
    const now = document.documentElement.dataset.theme || "system";
    themeButton.setAttribute("aria-label", `Colour theme: ${now}`);
    themeButton.title = `Colour theme: ${now}`;
    return now;
  };
  label();
  themeButton.addEventListener("click", () => {
    const next = order[(order.indexOf(label()) + 1) % 3];
    if (next === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = next;
    try { localStorage.setItem("theme", next); } catch (e) { /* not kept */ }
    say(`Colour theme: ${label()}`);
  });
}

/* "/" moves to the page's main search box. */
document.addEventListener("keydown", (e) => {
  if (e.key !== "/" || e.ctrlKey || e.metaKey || e.altKey) return;
  if (e.target.closest("input, select, textarea, [contenteditable]")) return;
  const box = $("[data-search-main]") || $("[data-suggest]");
  if (box) { e.preventDefault(); box.focus(); box.select(); }
});

/* Typeahead: a combobox over whatever options stand in the panel. The server (htmx) fills the panel. */
$$("[data-suggest]").forEach((input) => {
  const panel = document.getElementById(input.dataset.suggest);
  if (!panel) return;
  const list = $("[role=listbox]", panel);
  const options = () => $$("[role=option]:not([hidden])", list);
  const attrs = { role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": String(!panel.hidden), autocomplete: "off" };
  Object.entries(attrs).forEach(([k, v]) => input.setAttribute(k, v));
  const open = (yes) => {
    panel.hidden = !yes;
    input.setAttribute("aria-expanded", String(yes));
    if (!yes) choose(null);
  };
  const choose = (option) => {
    $$("[aria-selected=true]", list).forEach((o) => o.setAttribute("aria-selected", "false"));
    if (!option) { input.removeAttribute("aria-activedescendant"); return; }
    option.setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  };
  const current = () => $("[aria-selected=true]", list);
  const ready = () => {
    const n = options().length;
    open(n > 0 && input.value.trim() !== "" && document.activeElement === input);
    say(n ? `${n} suggestions` : "No suggestion");
  };
  new MutationObserver(ready).observe(list, { childList: true }); // htmx swapped the options in
  input.addEventListener("keydown", (e) => {
    const all = options();
    const at = all.indexOf(current());
    if (e.key === "ArrowDown" || e.key === "ArrowUp") {
      if (!all.length) return;
      e.preventDefault();
      if (panel.hidden) { open(true); if (e.altKey) return; }
      const step = e.key === "ArrowDown" ? 1 : -1;
      const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : at + step;
      choose(all[next] || null); // past either end: back to the text
    } else if (e.key === "Enter" && !panel.hidden && current()) {
      e.preventDefault();
      location.href = current().dataset.href;
    } else if (e.key === "Escape") {
      if (!panel.hidden) { e.preventDefault(); open(false); } else if (input.value) input.value = "";
    } else if (e.key === "Tab") open(false);
  });
  list.addEventListener("mousedown", (e) => e.preventDefault()); // keep the focus in the box
  list.addEventListener("click", (e) => {
    const option = e.target.closest("[role=option]");
    if (option) location.href = option.dataset.href;
  });
  document.addEventListener("click", (e) => { if (!e.target.closest(".search")) open(false); });
});

/* Copy link. */
$$("[data-copy-link]").forEach((button) => button.addEventListener("click", async () => {
  const url = ($("link[rel=canonical]") || {}).href || location.href.split("#")[0];
  try { await navigator.clipboard.writeText(url); say("Link copied"); button.lastChild.textContent = "Copied"; }
  catch (e) { say("The browser did not allow the copy"); }
  setTimeout(() => { button.lastChild.textContent = "Copy link"; }, 2000);
}));
$$("[data-print]").forEach((button) => button.addEventListener("click", () => print()));

/* What the reader knows: ticked once, known on every page. Kept in this browser; the form puts it into the address. */
const known = {
  all() {
    try { return new Set(JSON.parse(localStorage.getItem("known")) || []); } catch (e) { return new Set(); }
  },
  keep(refs) {
    try { localStorage.setItem("known", JSON.stringify([...refs].sort())); } catch (e) { /* not kept */ }
  },
};
const ticksIn = (place) => $$("[type=checkbox]", place);
const showTicks = (place) => {
  const kept = known.all();
  let changed = false;
  ticksIn(place).forEach((box) => {
    if (box.checked) kept.add(box.value); // an address that was shared or imported tells of it
    else if (kept.has(box.value)) { box.checked = true; changed = true; }
  });
  known.keep(kept);
  if ("road" in place.dataset) showRoad(place);
  return changed;
};
const showRoad = (form) => {
  const done = (place) => $$(".is-known, :checked", place).length;
  const bar = $("progress", form);
  bar.value = done(form);
  bar.textContent = `${bar.value} of ${bar.max}`;
  $("[data-done]", form).textContent = bar.value;
  $$("[data-leg]", form).forEach((leg) => {
    $("[data-leg-done]", leg).textContent = `${done(leg)} of ${$$(".step", leg).length}`;
  });
  const open = ticksIn(form).filter((box) => !box.checked);
  const next = open.find((box) => !("optional" in box.dataset)) || open[0];
  const stations = $$(".road .station");
  $$(".step", form).forEach((step, at) => {
    const box = $("[type=checkbox]", step);
    stations[at].classList.toggle("is-known", !box || box.checked);
    stations[at].classList.toggle("is-next", Boolean(box) && box === next);
  });
  const link = $("[data-next]");
  if (link && next) {
    link.textContent = $(".step-name", next.closest(".step")).textContent;
    link.href = `#${next.closest(".step").id}`;
  }
};
document.addEventListener("change", (e) => {
  const place = e.target.closest("[data-known]");
  if (!place || e.target.type !== "checkbox") return;
  const kept = known.all();
  if (e.target.checked) kept.add(e.target.value); else kept.delete(e.target.value);
  known.keep(kept);
  if ("road" in place.dataset) showRoad(place);
});
const startTicks = (root) => $$("[data-known]", root).forEach((place) => {
  const box = showTicks(place) && place.dataset.hxGet && ticksIn(place)[0];
  if (box) setTimeout(() => htmx.trigger(place, "change")); // the order follows what was known before
});
document.addEventListener("DOMContentLoaded", () => startTicks(document));
document.addEventListener("htmx:afterSwap", () => $$("[data-known]").forEach(showTicks));
$$("[data-export]").forEach((button) => button.addEventListener("click", (e) => {
  e.preventDefault();
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify({ known: [...known.all()].sort() }, null, 1)], { type: "application/json" }));
  link.download = "crosswalk-progress.json";
  link.click();
  URL.revokeObjectURL(link.href);
}));
$$("[data-import]").forEach((form) => form.addEventListener("submit", async (e) => {
  e.preventDefault();
  try {
    const taken = JSON.parse(await $("[type=file]", form).files[0].text()).known.filter((ref) => typeof ref === "string");
    known.keep(new Set([...known.all(), ...taken]));
    $$("[data-known]").forEach(showTicks);
    say(`${taken.length} ticks taken over`);
  } catch (error) { say("This is no file of progress"); }
}));
/* Graph: zoom by buttons or + and -, pan by drag or arrow keys; all through the viewBox. */
$$("[data-graph]").forEach((figure) => {
  const svg = $(".graph svg", figure);
  const home = svg.getAttribute("viewBox").split(" ").map(Number);
  let [x, y, w, h] = home;
  const put = () => svg.setAttribute("viewBox", [x, y, w, h].map((n) => Math.round(n * 10) / 10).join(" "));
  const zoom = (f) => {
    const nw = Math.min(home[2], Math.max(home[2] / 4, w * f)), nh = nw * home[3] / home[2];
    x += (w - nw) / 2; y += (h - nh) / 2; w = nw; h = nh; pan(0, 0);
  };
  const pan = (dx, dy) => {
    x = Math.min(home[0] + home[2] - w, Math.max(home[0], x + dx));
    y = Math.min(home[1] + home[3] - h, Math.max(home[1], y + dy));
    put();
  };
  const fit = () => { [x, y, w, h] = home; put(); };
  const act = { in: () => zoom(0.75), out: () => zoom(1 / 0.75), fit };
  $$("[data-zoom]", figure).forEach((b) => b.addEventListener("click", () => act[b.dataset.zoom]()));
  $(".graph", figure).addEventListener("keydown", (e) => {
    const keys = { "+": act.in, "=": act.in, "-": act.out, 0: fit, ArrowLeft: () => pan(-40, 0), ArrowRight: () => pan(40, 0), ArrowUp: () => pan(0, -40), ArrowDown: () => pan(0, 40) };
    if (keys[e.key] && !e.ctrlKey && !e.metaKey) { e.preventDefault(); keys[e.key](); }
  });
  svg.addEventListener("wheel", (e) => {
    if (e.ctrlKey) { e.preventDefault(); zoom(e.deltaY < 0 ? 0.9 : 1 / 0.9); } // a pinch on a touchpad says the same
  }, { passive: false });
  svg.addEventListener("pointerdown", (e) => {
    if (w >= home[2] || e.pointerType === "touch" || e.target.closest("a")) return;
    svg.setPointerCapture(e.pointerId);
    const scale = w / svg.clientWidth;
    const move = (m) => pan(-m.movementX * scale, -m.movementY * scale);
    svg.addEventListener("pointermove", move);
    svg.addEventListener("pointerup", () => svg.removeEventListener("pointermove", move), { once: true });
  });
});

/* Graph: a box that is pointed at, or has the focus, lights up its lines and what they lead to. */
$$(".graph svg").forEach((svg) => {
  const light = (e) => {
    const node = e.target.closest(".node");
    $$(".is-near", svg).forEach((one) => one.classList.remove("is-near"));
    if (!node || !node.id) return;
    const key = node.id.slice(1);
    $$("[data-ends]", svg).forEach((edge) => {
      const ends = edge.dataset.ends.split(" ");
      if (!ends.includes(key)) return;
      edge.classList.add("is-near");
      ends.forEach((end) => { const other = $(`#n${end}`, svg); if (other) other.classList.add("is-near"); });
    });
  };
  svg.addEventListener("pointerover", light);
  svg.addEventListener("focusin", light);
});
