// Search in a copy of the site that has no server: over an index that is loaded when somebody searches.
"use strict";
(() => {
  const { root, index, live } = document.currentScript.dataset;
  const fetched = {};
  const get = (url) => (fetched[url] ||= fetch(url).then((answer) => answer.json()));

  // As mapping/search/fold.py does it.
  const KEPT = /(?:ss|us|is|ops|aws|dns|tls|https|sas|kubernetes|redis)$/;
  const singular = (word) => (word.length > 3 && word.endsWith("s") && !KEPT.test(word) ? word.slice(0, -1) : word);
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const words = (text) => (plain(text).replace(/&/g, " and ").replace(/\+/g, " plus ").replace(/#/g, " sharp ")
    .replace(/[’']/g, "").match(/[\p{L}\p{N}]+/gu) || []).map((word) => singular(word.slice(0, 60)));

  const ASKING = new Set(["devop", "devops", "mlop", "mlops", "llmop", "llmops", "equivalent", "counterpart", "alternative"]);
  const RANK = { pref: 3, alt: 2, hidden: 1 };

  // Edit distance with swapped neighbours, given up above `most`.
  const distance = (a, b, most) => {
    if (Math.abs(a.length - b.length) > most) return most + 1;
    let before = [], last = [...Array(b.length + 1).keys()];
    for (let i = 1; i <= a.length; i++) {
      const row = [i];
      for (let j = 1; j <= b.length; j++) {
        row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] !== b[j - 1]));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
      }
      [before, last] = [last, row];
    }
    return last[b.length];
  };

  // How well one label answers: the whole of it, its start, or nearly it.
  const fits = (folded, label) => {
    if (label === folded) return 100;
    if (folded.length > 1 && label.startsWith(folded)) return 80 - Math.min(20, label.length - folded.length);
    const most = folded.length > 7 ? 2 : folded.length > 3 ? 1 : 0;
    return most && distance(folded, label, most) <= most ? 40 : 0;
  };

  const score = (record, asked) => {
    const folded = asked.join("");
    let best = { score: 0, label: "" };
    for (const [kind, text, label] of record.labels) {
      const found = fits(folded, label);
      const points = found && found + (RANK[kind] || 0);
      if (points > best.score) best = { score: points, label: kind === "alt" ? text : "" };
    }
    if (!best.score) {
      const said = ` ${record.words}`;
      if (asked.every((word) => said.includes(` ${word}`))) best.score = 30;
    }
    return best;
  };

  const ranked = (records, asked) => records
    .map((record, at) => ({ record, at, ...score(record, asked) }))
    .filter((hit) => hit.score)
    .sort((a, b) => b.score - a.score || a.at - b.at);

  // All words first; then without those that only ask.
  const find = async (query) => {
    const { records, stop } = await get(index);
    const asked = words(query).slice(0, 12);
    if (!asked.length) return [];
    const silent = new Set(stop);
    const telling = asked.filter((word) => !silent.has(word) && !ASKING.has(word));
    const hits = ranked(records, asked);
    return hits.length || !telling.length ? hits : ranked(records, telling);
  };

  // The index holds links as the live site has them.
  const made = (html) => {
    const box = document.createElement("template");
    box.innerHTML = html;
    for (const name of ["href", "data-href"]) {
      for (const node of box.content.querySelectorAll(`[${name}^="/"]`)) node.setAttribute(name, root + node.getAttribute(name).slice(1));
    }
    return box.content;
  };
  const element = (name, properties = {}, ...children) => {
    const node = Object.assign(document.createElement(name), properties);
    node.append(...children);
    return node;
  };

  const option = ({ record, label }) => {
    const node = made(record.option);
    if (label) node.querySelector("b").append(element("small", {}, ` (${label})`));
    return node;
  };
  const everything = (query) => {
    const node = element("div", {}, element("span", {}, "Search everything for ", element("b", {}, `“${query}”`)));
    const attributes = { role: "option", id: "s-all", "aria-selected": "false", "data-href": `${root}search/?q=${encodeURIComponent(query)}` };
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    return node;
  };

  for (const input of document.querySelectorAll("[data-suggest]")) {
    let asked = 0;
    input.addEventListener("input", async () => {
      const turn = ++asked, query = input.value.trim();
      const hits = query ? await find(query) : [];
      if (turn !== asked) return;
      const list = document.getElementById(`${input.dataset.suggest}-list`);
      list.replaceChildren(...hits.slice(0, 8).map(option), ...(query ? [everything(query)] : []));
    });
  }

  const page = document.getElementById("search-page");
  const asked = () => new URLSearchParams(location.search);
  const query = (asked().get("q") || "").trim().slice(0, 200);
  if (!page || !query) return;

  // Facets count over all hits, before the filters; one with a single value narrows nothing.
  const filters = (facets, hits, chosen) => {
    const groups = facets.map(([name, legend, labels], at) => {
      const counts = new Map();
      for (const hit of hits) counts.set(hit.record.facts[at], (counts.get(hit.record.facts[at]) || 0) + 1);
      const choices = labels.filter(([value]) => counts.has(value)).map(([value, label]) => [value, label, counts.get(value)]);
      if (choices.length < 2 && !chosen[name]) return "";
      return element("fieldset", {}, element("legend", { textContent: legend }), ...[["", "All", ""], ...choices].map(([value, label, count]) =>
        element("label", { className: "check" },
          element("input", { type: "radio", name, value, checked: (chosen[name] || "") === value }), label,
          element("span", { className: "num", textContent: count }))));
    });
    const clear = element("a", { className: "button button--quiet", href: `?q=${encodeURIComponent(query)}`, textContent: "Clear" });
    const form = element("form", {}, ...groups, element("div", { className: "actions" }, clear));
    form.setAttribute("aria-label", "Narrow the results");
    form.addEventListener("change", ({ target }) => {
      const kept = asked();
      if (target.value) kept.set(target.name, target.value);
      else kept.delete(target.name);
      history.pushState(null, "", `?${kept}`);
      show().then(() => document.querySelector(`.facets [name="${target.name}"]:checked`).focus());
    });
    return element("details", { className: "facets", open: Object.keys(chosen).length > 0 }, element("summary", { textContent: "Filters" }), form);
  };

  const PAGE = 50;
  const listed = (hits, results) => {
    if (!hits.length) {
      const all = element("a", { href: `?q=${encodeURIComponent(query)}`, textContent: "Show all results" });
      const nothing = element("p", {}, "Nothing is left with these filters. ", all);
      nothing.setAttribute("role", "status");
      return [nothing];
    }
    const list = element("ol");
    const count = element("p", { className: "hint" });
    count.setAttribute("role", "status");
    const more = element("button", { type: "button", className: "button button--quiet", textContent: "Show all" });
    const put = (to) => {
      for (const hit of hits.slice(list.children.length, to)) list.append(made(results[hit.at]));
      count.textContent = `${list.children.length} of ${hits.length}, best match first`;
      more.hidden = list.children.length === hits.length;
    };
    more.addEventListener("click", () => put(hits.length));
    put(PAGE);
    return [element("div", { className: "bar" }, count), list, more];
  };

  const missed = () => {
    const suggest = element("a", { href: `${live}/suggest/?kind=concept&q=${encodeURIComponent(query)}`, textContent: "Tell the editors" });
    const glossary = element("a", { href: `${root}glossary/`, textContent: "glossary" });
    return element("section", { className: "section empty" },
      element("p", {}, "Fewer words, or the name that the tool’s maker uses, may find it. The ", glossary, " lists every term. ", suggest, " what is missing, on the live site."));
  };

  const show = async () => {
    const [hits, { facets }, results] = [await find(query), await get(index), await get(`${root}search/results.json`)];
    const given = asked();
    const chosen = Object.fromEntries(facets.map(([name]) => [name, given.get(name)]).filter(([, value]) => value));
    const wanted = hits.filter(({ record }) => facets.every(([name], at) => !chosen[name] || record.facts[at] === chosen[name]));
    const isFiltered = Object.keys(chosen).length > 0;
    for (const input of document.querySelectorAll("[data-suggest]")) input.value = query;
    const many = wanted.length === 1 ? "1 result" : `${wanted.length} results`;
    const heading = wanted.length ? `${many} for “${query}”` : `Nothing for “${query}”${isFiltered ? " with these filters" : ""}`;
    const head = element("header", { className: "page-head" }, element("h1", { className: "h1--small", textContent: heading }));
    const answer = hits.length ? element("div", { className: "section page--rail" },
      element("div", { className: "stick" }, filters(facets, hits, chosen)),
      element("div", { id: "results" }, ...listed(wanted, results))) : missed();
    page.replaceChildren(head, answer);
    document.title = `${query}: search – Crosswalk`;
  };
  window.addEventListener("popstate", show);
  show();
})();
