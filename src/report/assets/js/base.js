// State of the page, words, and elements. Text reaches the page only as text nodes and attributes, never as markup.

const model = JSON.parse(document.getElementById("model").textContent);
const words = Object.assign({}, ...model.words);
const results = model.results;
const result = results[0];
const comparing = results.length > 1;

const state = { language: 0, theme: "light", printing: false, width: 0 };

// The text of a key in the language of the page, with {places} filled.
function word(key, places) {
  const pair = words[key];
  if (pair === undefined) {
    console.error(`no words for "${key}"`);
    return key;
  }
  let text = pair[state.language];
  for (const [name, value] of Object.entries(places || {})) {
    text = text.split(`{${name}}`).join(value);
  }
  return text;
}

const hasWord = (key) => words[key] !== undefined;

// A pair [English, Korean] from the model.
const said = (pair) => (Array.isArray(pair) ? pair[state.language] : pair);

// el("p", {class: "lead"}, "text", child): attributes that begin with "on" are listeners, undefined ones are left out.
function el(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name.startsWith("on")) {
      node.addEventListener(name.slice(2), value);
    } else if (value !== undefined && value !== false) {
      node.setAttribute(name, value === true ? "" : value);
    }
  }
  node.append(...children.flat().filter((child) => child !== undefined && child !== null && child !== ""));
  return node;
}

function svg(tag, attributes, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

// Text from scenarios may run in either direction and be long: it is isolated and may break anywhere.
const foreign = (text) => el("bdi", { class: "foreign" }, text);

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

// What a site drew from the grid: less than it used where it has a supply of its own.
const gridEnergy = (utility) => (utility.grid_energy_j === undefined ? utility.facility_energy_j : utility.grid_energy_j);

const sum = (list, value) => list.reduce((total, item) => total + (value ? value(item) : item), 0);
const largest = (list, value) => list.reduce((most, item) => Math.max(most, value ? value(item) : item), 0);

// With several operators the ledger is a country's.
const sectionTitle = (id) => `section.${id}${id === "ledger" && result.operators.length > 1 ? "_national" : ""}`;

// Adds a section with a heading; `fill` gets the section, and a section that it leaves empty is not shown.
function section(parent, id, fill) {
  const node = el("section", { id, "aria-labelledby": `${id}-title` });
  const heading = el("h2", { id: `${id}-title` }, word(sectionTitle(id)));
  fill(node);
  if (node.childNodes.length === 0) {
    return;
  }
  const lead = sectionTitle(id).replace("section.", "lead.");
  if (hasWord(lead)) {
    node.prepend(el("p", { class: "lead" }, word(lead)));
  }
  node.prepend(heading);
  parent.append(node);
}

// A choice among a few options, as a labelled select.
function choice(label, options, onchange) {
  const select = el("select", { onchange: (event) => onchange(event.target.value) },
    options.map(([value, text]) => el("option", { value }, text)));
  return el("label", { class: "choice" }, `${label} `, select);
}

function download(name, type, text) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = el("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}
