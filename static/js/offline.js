// The search of the one-file edition: shows the entries that hold every word.
"use strict";
const form = document.getElementById("find");
const box = document.getElementById("q");
const count = document.getElementById("count");
const entries = [...document.querySelectorAll("[data-entry]")].map((node) => [node, node.textContent.toLowerCase()]);
const sections = [...document.querySelectorAll("main section.section")];
const show = () => {
  const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
  let n = 0;
  for (const [node, text] of entries) {
    node.hidden = !words.every((word) => text.includes(word));
    n += !node.hidden;
  }
  for (const section of sections) section.hidden = !section.querySelector("[data-entry]:not([hidden])");
  count.textContent = words.length ? `${n} of ${entries.length} entries` : `${entries.length} entries`;
};
form.addEventListener("submit", (e) => e.preventDefault());
box.addEventListener("input", show);
// A link leads to an entry that the search may have hidden.
addEventListener("hashchange", () => {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target && target.closest("[hidden]")) { box.value = ""; show(); target.scrollIntoView(); }
});
show();
