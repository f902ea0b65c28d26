// What came in and what went out: electricity, data and GPU-hours for models, tokens and products.

function ledgerSection(parent) {
  const { ledger, totals } = result;
  const { work } = totals;
  const into = [[word("ledger.electricity"), energy(ledger.electricity_j)], [word("term.gpu_hours"), big(ledger.gpu_h)]];
  if (ledger.data_byte > 0) {
    into.push([word("ledger.data"), bytes(ledger.data_byte)]);
  }
  if (totals.utility.water_m3 > 0) {
    into.push([word("kpi.water"), cubicMetres(totals.utility.water_m3)]);
  }
  const out = [];
  if (ledger.models_count > 0) {
    out.push([word("ledger.models"), word("ledger.models_value", { done: plain(ledger.models_finished, 9),
      open: plain(ledger.models_count - ledger.models_finished, 9) })]);
  }
  for (const [key, field] of [["trained", "tokens_trained"], ["home", "tokens_home"], ["export", "tokens_export"],
    ["batch", "tokens_batch"], ["unserved", "tokens_unserved"]]) {
    if (work[field] > 0) {
      out.push([word(`ledger.${key}`), big(work[field])]);
    }
  }
  out.push(...work.products.map((product) => [foreign(capital(said(product.name))), big(product.amount)]));
  const side = (key, rows) => el("div", { class: `side ${key}` }, el("h3", {}, word(`ledger.${key}`)),
    el("dl", {}, rows.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)])));
  parent.append(el("div", { class: "ledger" }, side("in", into), el("div", { class: "arrow", "aria-hidden": "true" }, "→"), side("out", out)));
  tokens(parent);
  lossChart(parent);
  modelTable(parent);
}

// Tokens answered by operator, at home and abroad.
function tokens(parent) {
  const parts = [["ledger.home", "tokens_home", "#0072b2"], ["ledger.export", "tokens_export", "#e69f00"], ["ledger.batch", "tokens_batch", "#009e73"]];
  const rows = result.operators.filter((op) => sum(parts, ([, field]) => op.work[field]) > 0);
  if (rows.length < 2) {
    return;
  }
  const [factor, name] = bigScale(largest(rows, (op) => sum(parts, ([, field]) => op.work[field])));
  figure(parent, {
    id: "tokens", title: word("tokens.title"), note: word("tokens.note"), height: 110 + 34 * rows.length,
    option: () => {
      const option = shareBars(rows.map((op) => said(op.short)), parts.map(([key, field, color]) => ({ name: word(key), color,
        data: rows.map((op) => op.work[field] / factor) })));
      option.xAxis = { type: "value", name: word("tokens.unit", { scale: name }), nameLocation: "middle", nameGap: 26,
        axisLabel: { formatter: (value) => plain(value) } };
      option.grid.bottom = 30;
      option.tooltip.valueFormatter = (value) => `${plain(value)} ${name}`;
      return option;
    },
    table: () => ({ head: [word("term.operator"), ...parts.map(([key]) => word(key)), word("ledger.unserved")],
      rows: rows.map((op) => [foreign(said(op.short)), ...parts.map(([, field]) => big(op.work[field])), big(op.work.tokens_unserved)]) }),
  });
}

const operatorName = (name) => said((result.operators.find((op) => op.name === name) || { short: [name, name] }).short);

function modelTable(parent) {
  const list = result.ledger.families;
  if (list.length === 0) {
    return;
  }
  parent.append(el("h3", {}, word("models.title")), el("p", { class: "faint" }, word("models.note")), table({
    label: word("models.title"), left: [1],
    head: [word("models.architecture"), word("term.operator"), word("models.params"), word("models.finished"), word("models.tokens"), word("models.loss")],
    rows: list.map((one) => [foreign(one.architecture), foreign(operatorName(one.operator)),
      one.active_params < 0.99 * one.params ? `${big(one.params)} (${big(one.active_params)})` : big(one.params),
      one.in_training > 0 ? `${plain(one.finished, 9)} (+${plain(one.in_training, 9)})` : plain(one.finished, 9), big(one.tokens),
      `${fixed(one.loss, 2)} (${fixed(one.loss_low, 2)} – ${fixed(one.loss_high, 2)})`]),
  }));
}

// Estimated loss of every family with its range.
function lossChart(parent) {
  const list = result.ledger.families;
  if (list.length === 0) {
    return;
  }
  const names = list.map((one) => (result.operators.length > 1 ? `${one.architecture} · ${operatorName(one.operator)}` : one.architecture));
  figure(parent, {
    id: "loss", title: word("loss.title"), note: word("loss.note"), height: 90 + 26 * list.length,
    option: () => ({
      tooltip: { formatter: (at) => { const one = list[at.dataIndex];
        return el("div", {}, el("strong", {}, foreign(names[at.dataIndex])), el("br"), `${fixed(one.loss, 3)} (${fixed(one.loss_low, 3)} – ${fixed(one.loss_high, 3)})`); } },
      grid: { left: 8, right: 24, top: 12, bottom: 30, containLabel: true },
      xAxis: { type: "value", scale: true, name: word("loss.unit"), nameLocation: "middle", nameGap: 26 },
      yAxis: { type: "category", inverse: true, data: names.map((unused, i) => i), axisLabel: { interval: 0, width: 200, overflow: "truncate",
        formatter: (value, i) => names[i] } },
      series: [{ type: "custom", renderItem: rangeMark, encode: { x: [1, 2, 3], y: 0 },
        data: list.map((one, i) => [i, one.loss_low, one.loss, one.loss_high]) }],
    }),
    table: () => ({ head: [word("models.architecture"), word("term.operator"), word("models.loss"), word("range.low"), word("range.high")], left: [1],
      rows: list.map((one) => [foreign(one.architecture), foreign(operatorName(one.operator)), fixed(one.loss, 3), fixed(one.loss_low, 3), fixed(one.loss_high, 3)]) }),
  });
}

// A dot with a bar through it, from low to high: [row, low, value, high].
function rangeMark(params, api) {
  const y = api.value(0);
  const [low, at] = api.coord([api.value(1), y]);
  const [middle] = api.coord([api.value(2), y]);
  const [high] = api.coord([api.value(3), y]);
  const stroke = "#0072b2";
  const line = (x1, y1, x2, y2) => ({ type: "line", shape: { x1, y1, x2, y2 }, style: { stroke, lineWidth: 2 } });
  return { type: "group", children: [line(low, at, high, at), line(low, at - 4, low, at + 4), line(high, at - 4, high, at + 4),
    { type: "circle", shape: { cx: middle, cy: at, r: 4 }, style: { fill: stroke } }] };
}
