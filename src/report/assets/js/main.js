// Puts the page together, and again whenever the language changes.

const parts = comparing
  ? [["compared", comparedTable], ["compared_use", (node) => { comparedUses(node); comparedEnergy(node); }], ["power", comparedPower],
    ["differences", differences], ["limits", modelLimits], ["reproduce", comparedProvenance]]
  : [["sites", siteMap], ["power", powerOverTime], ["energy", energySection], ["gpu_time", (node) => { gpuTime(node); limits(node); }],
    ["ledger", ledgerSection], ["jobs", jobsSection], ["reliability", reliability], ["resources", resources], ["steps", trainingSteps],
    ["waveform", waveformSection], ["uncertainty", uncertaintySection],
    ["remarks", remarks], ["assumptions", assumptions], ["limits", modelLimits], ["reproduce", reproduce]];

function build() {
  const main = document.getElementById("content");
  state.width = document.body.clientWidth;
  forgetFigures();
  main.replaceChildren();
  document.documentElement.lang = state.language === 0 ? "en" : "ko";
  document.title = `${results.map((of) => said(of.title)).join(" ↔ ")} · aifactory`;
  document.querySelector(".skip").textContent = word("page.skip");
  document.querySelector(".skip").href = "#content";
  if (comparing) {
    comparisonHead(main);
  } else {
    headlines(main);
    keyFigureCards(main);
  }
  parts.forEach(([id, fill]) => section(main, id, fill));
  bar(main);
  document.querySelector("footer").replaceChildren(el("p", {}, word("page.footer",
    { version: result.provenance.version, licence: "Apache License 2.0" })));
  watchFigures();
  if (document.readyState !== "loading") {
    drawAll();
  }
}

// The bar at the top: sections, language, theme, print.
function bar(main) {
  const links = [...main.querySelectorAll("section")].map((node) => el("a", { href: `#${node.id}` }, word(sectionTitle(node.id))));
  const languages = el("div", { class: "languages", role: "group", "aria-label": word("page.language") },
    [["English", "en"], ["한국어", "ko"]].map(([name, code], i) => el("button", { type: "button", lang: code, id: `language-${code}`,
      "aria-pressed": String(state.language === i), onclick: () => setLanguage(i) }, name)));
  document.querySelector(".bar-in").replaceChildren(el("nav", { "aria-label": word("page.sections") }, links), languages,
    el("button", { type: "button", id: "theme", "aria-pressed": String(state.theme === "dark"), title: word("page.theme"),
      "aria-label": word("page.theme"), onclick: () => setTheme(state.theme === "dark" ? "light" : "dark") }, "◐"),
    el("button", { type: "button", id: "print", onclick: () => window.print() }, word("page.print")));
}

function setLanguage(index) {
  if (index === state.language) {
    return;
  }
  const at = firstSectionInView();
  state.language = index;
  build();
  document.getElementById(index === 0 ? "language-en" : "language-ko").focus({ preventScroll: true });
  if (at !== undefined) {
    document.getElementById(at.id).scrollIntoView();
    window.scrollBy(0, -at.top);
  }
}

// The section that the reader looks at stays where it is when texts change their length.
function firstSectionInView() {
  for (const node of document.querySelectorAll("main section")) {
    const box = node.getBoundingClientRect();
    if (box.bottom > 80) {
      return box.top > window.innerHeight ? undefined : { id: node.id, top: box.top };
    }
  }
  return undefined;
}

function setTheme(theme) {
  state.theme = theme;
  wear(theme);
  const button = document.getElementById("theme");
  if (button !== null) {
    button.setAttribute("aria-pressed", String(theme === "dark"));
  }
  if (figures.length > 0 && document.readyState !== "loading") {
    drawAll();
  }
}

// The address may ask for a language and a theme: report.html?lang=ko&theme=dark.
const asked = new URLSearchParams(window.location.search);
const preferred = asked.get("lang") || (navigator.language || "en").slice(0, 2);
state.language = preferred === "ko" ? 1 : 0;
setTheme(asked.get("theme") || (window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"));
build();
// Words and numbers are there before the chart library, which stands behind this script.
document.addEventListener("DOMContentLoaded", drawAll);
window.addEventListener("beforeprint", () => printing(true));
window.addEventListener("afterprint", () => printing(false));
