// A figure: title, what to see, the chart, and its twin as a table, for those who cannot see it or want the numbers.

const figures = [];

// {id, title, note, height, controls, option(), table()}: option() is what ECharts wants, table() is
// {head: [...], rows: [[...]]}, made when it is first opened. Texts in cells are texts, numbers are formatted already.
function figure(parent, spec) {
  const chart = el("div", { class: "chart", role: "img", tabindex: "0", "aria-label": `${spec.title}. ${spec.note || ""}`,
    style: `height:${spec.height || 320}px` });
  const node = el("figure", { id: `figure-${spec.id}` },
    el("figcaption", {}, el("h3", {}, spec.title), spec.note ? el("p", {}, spec.note) : undefined),
    spec.controls ? el("div", { class: "controls" }, spec.controls) : undefined, chart, twin(spec));
  parent.append(node);
  figures.push({ spec, node: chart, chart: undefined, width: 0 });
  return node;
}

// The table, behind a line that opens it.
function twin(spec) {
  const details = el("details", { class: "twin" }, el("summary", {}, word("figure.table")));
  details.addEventListener("toggle", () => {
    if (details.open && details.querySelector("table") === null) {
      const content = spec.table();
      details.append(el("button", { type: "button", class: "small",
        onclick: () => download(`${spec.id}.csv`, "text/csv", csvOf(content)) }, word("figure.csv")), table(content));
    }
  });
  return details;
}

// The first column holds row headings; the others are aligned right unless `left` says so.
function table(content) {
  const cell = (value) => (value instanceof Node ? value : String(value));
  const side = (column) => (column > 0 && !(content.left || []).includes(column) ? "num" : undefined);
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": content.label || word("figure.table") },
    el("table", {},
      el("thead", {}, el("tr", {}, content.head.map((text, i) => el("th", { scope: "col", class: side(i) }, text)))),
      el("tbody", {}, content.rows.map((row) => el("tr", { class: row.className },
        row.map((value, i) => (i === 0 ? el("th", { scope: "row" }, cell(value)) : el("td", { class: side(i) }, cell(value)))))))));
}

// Cells that a spreadsheet would take for a formula are disarmed by an apostrophe.
function csvOf(content) {
  const text = (value) => (value instanceof Node ? value.textContent : String(value));
  const quoted = (value) => {
    const plainText = text(value).replace(/\u2060/g, "").replace(/\u202f/g, " ");
    const safe = /^[=+@\t\r]|^-[^\d–]/.test(plainText) ? `'${plainText}` : plainText;
    return /[",\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
  };
  return [content.head, ...content.rows].map((row) => [...row].map(quoted).join(",")).join("\n") + "\n";
}
