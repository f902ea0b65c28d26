// Drawing figures: what is in sight first, the rest while nothing else is to do, all of it before the page is printed.

// What lies beside a chart within the page: margins and padding.
const besides = 75;

// In how many lines a legend of these names will lie; letters of Hangul are twice as wide.
function legendRows(names) {
  const width = Math.min(state.width, 1120) - besides;
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
    xAxis: each(option.xAxis, axis),
    yAxis: each(option.yAxis, axis),
    legend: option.legend && Object.assign({ textStyle: { color: ink, fontSize: 12 }, type: "scroll", top: 0, left: 0,
      itemWidth: 14, itemHeight: 10, pageIconColor: faint, pageTextStyle: { color: faint } }, option.legend),
    tooltip: option.tooltip && Object.assign({ confine: true, backgroundColor: pageColor("card"), borderColor: line,
      textStyle: { color: ink, fontSize: 12 } }, option.tooltip),
  });
}

const heightOf = (one) => one.spec.height || 320;

function draw(one, width) {
  if (one.chart !== undefined) {
    one.chart.dispose();
  }
  waiting.delete(one);
  one.width = width || one.node.clientWidth;
  // With its size told, the library does not ask the page, which would have to be laid out anew for every chart.
  one.chart = charts.init(one.node, null, { renderer: "svg", width: one.width, height: heightOf(one) });
  one.chart.setOption(dressed(one.spec.option()));
  if (one.spec.drawn) {
    one.spec.drawn(one.chart);
  }
}

// Draws a figure again after its controls have changed what it shows; its table is made anew when it is next opened.
function redraw(id) {
  const one = figures.find((candidate) => candidate.spec.id === id);
  const details = one.node.parentNode.querySelector(".twin");
  details.open = false;
  [...details.children].slice(1).forEach((child) => child.remove());
  draw(one);
}

// Figures that are still to be drawn, in the order of the page.
const waiting = new Set();
let turn;

// Marks on the page's root say after how many milliseconds all that is in sight was drawn, and then everything.
const mark = (name) => { document.documentElement.dataset[name] = String(Math.round(performance.now())); };

function drawAll() {
  delete document.documentElement.dataset.opened;
  delete document.documentElement.dataset.ready;
  clearTimeout(turn);
  figures.forEach((one) => waiting.add(one));
  const width = figures.length > 0 ? figures[0].node.clientWidth : 0;
  figures.filter((one) => inSight(one.node)).forEach((one) => draw(one, width));
  mark("opened");
  drawRest(width);
}

// A few at a time, so that the reader is never kept waiting.
function drawRest(width) {
  const patience_ms = 40;
  for (const until = performance.now() + patience_ms; waiting.size > 0 && performance.now() < until;) {
    const rest = [...waiting];
    draw(rest.find((one) => one.asked) || rest[0], width);
  }
  if (waiting.size > 0) {
    turn = setTimeout(drawRest, 0, width);
  } else {
    mark("ready");
  }
}

function inSight(node) {
  const box = node.getBoundingClientRect();
  return box.top < window.innerHeight && box.bottom > 0;
}

// A reader who scrolls is faster than the drawing: what comes into view is drawn next.
const watching = new IntersectionObserver((entries) => entries.forEach((entry) => {
  const one = figures.find((candidate) => candidate.node === entry.target);
  if (one !== undefined) {
    one.asked = entry.isIntersecting;
  }
}));

const sizing = new ResizeObserver((entries) => {
  for (const entry of entries) {
    const one = figures.find((candidate) => candidate.node === entry.target);
    const { width } = entry.contentRect;
    if (one !== undefined && one.chart !== undefined && !state.printing && width > 0 && Math.round(width) !== Math.round(one.width)) {
      one.width = width;
      one.chart.resize({ width, height: heightOf(one) });
    }
  }
});

const watchFigures = () => figures.forEach((one) => {
  watching.observe(one.node);
  sizing.observe(one.node);
});

function forgetFigures() {
  figures.forEach((one) => one.chart !== undefined && one.chart.dispose());
  watching.disconnect();
  sizing.disconnect();
  waiting.clear();
  figures.length = 0;
}

// On paper: every figure, light, and as wide as the paper.
function printing(on) {
  const paper = 680;
  state.printing = on;
  state.width = on ? paper + besides : document.body.clientWidth;
  wear(on ? "light" : state.theme);
  figures.forEach((one) => { one.node.style.width = on ? `${paper}px` : ""; });
  const width = on || figures.length === 0 ? paper : figures[0].node.clientWidth;
  figures.forEach((one) => draw(one, width));
}
