// Search in a copy of the site that has no server: over an index that is loaded when somebody searches.
"use strict";
(() => {
  const { root, index } = document.currentScript.dataset;
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
  const query = (new URLSearchParams(location.search).get("q") || "").trim().slice(0, 200);
  if (!page || !query) return;
  (async () => {
    const [hits, results] = [await find(query), await get(`${root}search/results.json`)];
    for (const input of document.querySelectorAll("[data-suggest]")) input.value = query;
    const many = hits.length === 1 ? "1 result" : `${hits.length} results`;
    const heading = hits.length ? `${many} for “${query}”` : `Nothing for “${query}”`;
    const head = element("header", { className: "page-head" }, element("h1", { className: "h1--small" }, heading));
    const list = element("ol");
    for (const hit of hits.slice(0, 50)) list.append(made(results[hit.at]));
    page.replaceChildren(head, element("div", { id: "results", className: "section" }, list));
    document.title = `${query}: search – Crosswalk`;
  })();
})();
