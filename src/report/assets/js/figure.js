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
  figures.push({ spec, node: chart, chart: undefined });
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

// In how many lines a legend of these names will lie; letters of Hangul are twice as wide.
function legendRows(names) {
  const width = Math.min(document.body.clientWidth, 1120) - 75;
  let rows = 1;
  let used = 0;
  for (const name of names) {
    const one = 34 + [...name].reduce((length, letter) => length + (letter > "\u1100" ? 11.2 : 6.3), 0);
    if (used > 0 && used + one > width) {
      rows += 1;
      used = 0;
    }
    used += one;
  }
  return rows;
}

// What every chart has in common, in the colours of the theme.
function dressed(option) {
  const ink = pageColor("ink");
  const faint = pageColor("faint");
  const line = pageColor("line");
  const axis = (one) => Object.assign({ axisLine: { lineStyle: { color: line } }, axisTick: { lineStyle: { color: line } },
    splitLine: { lineStyle: { color: line } } }, one, {
    axisLabel: Object.assign({ color: faint, fontSize: 12 }, one.axisLabel),
    nameTextStyle: Object.assign({ color: faint, fontSize: 12 }, one.nameTextStyle) });
  const each = (part, dress) => (part === undefined ? undefined : Array.isArray(part) ? part.map(dress) : dress(part));
  return Object.assign({}, option, {
    animation: false,
    useUTC: true,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: ink },
    aria: { enabled: true },
    xAxis: each(option.xAxis, axis),
    yAxis: each(option.yAxis, axis),
    legend: option.legend && Object.assign({ textStyle: { color: ink, fontSize: 12 }, type: "scroll", top: 0, left: 0,
      itemWidth: 14, itemHeight: 10, pageIconColor: faint, pageTextStyle: { color: faint } }, option.legend),
    tooltip: option.tooltip && Object.assign({ confine: true, backgroundColor: pageColor("card"), borderColor: line,
      textStyle: { color: ink, fontSize: 12 } }, option.tooltip),
  });
}

function draw(one) {
  if (one.chart !== undefined) {
    one.chart.dispose();
  }
  one.chart = charts.init(one.node, null, { renderer: "svg" });
  one.chart.setOption(dressed(one.spec.option()));
  if (one.spec.drawn) {
    one.spec.drawn(one.chart);
  }
  // ECharts describes the picture in a label of its own; ours says what it is about.
  one.node.setAttribute("aria-label", `${one.spec.title}. ${one.spec.note || ""}`);
}

// Draws a figure again after its controls have changed what it shows; its table is made anew when it is next opened.
function redraw(id) {
  const one = figures.find((candidate) => candidate.spec.id === id);
  const details = one.node.parentNode.querySelector(".twin");
  details.open = false;
  [...details.children].slice(1).forEach((child) => child.remove());
  draw(one);
}

// Charts are drawn one after the other, so that the top of the page is there at once.
let drawing = 0;
function drawAll() {
  const round = ++drawing;
  const root = document.documentElement;
  delete root.dataset.ready;
  let next = 0;
  const step = () => {
    if (round !== drawing) {
      return;
    }
    if (next >= figures.length) {
      root.dataset.ready = "true";
      return;
    }
    draw(figures[next++]);
    setTimeout(step, 0);
  };
  step();
}

const watching = new ResizeObserver((entries) => {
  for (const entry of entries) {
    const one = figures.find((candidate) => candidate.node === entry.target);
    if (one !== undefined && one.chart !== undefined && !state.printing) {
      one.chart.resize();
    }
  }
});
const watchFigures = () => figures.forEach((one) => watching.observe(one.node));

function forgetFigures() {
  figures.forEach((one) => one.chart !== undefined && one.chart.dispose());
  watching.disconnect();
  figures.length = 0;
}

// On paper: light, and as wide as the paper.
function printing(on) {
  state.printing = on;
  document.documentElement.dataset.theme = on ? "light" : state.theme;
  figures.forEach((one) => {
    one.node.style.width = on ? "680px" : "";
    draw(one);
  });
}
