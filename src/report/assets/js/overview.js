// The headline, the figures that count, and what held every operator back.

// A sentence from the model, whose numbers stay with their percent signs.
const sentence = (pair) => said(pair).replace(/(\d) %/g, `$1${thin}%${joiner}`);

const totalHours = (account) => sum(account.uses_h);
const useShare = (account, uses) => sum(uses, (use) => account.uses_h[use]) / (totalHours(account) || 1);

// [key, text, what is beside it]: those that a result has none of are left out. Definitions are words "kpi.KEY.help".
function keyFigures(of) {
  const { utility, work } = of.totals;
  const answered = work.tokens_home + work.tokens_export + work.tokens_batch;
  const list = [
    ["gpus", plain(of.totals.gpus, 9), word(of.sites.length === 1 ? "kpi.gpus.beside_one" : "kpi.gpus.beside", { n: of.sites.length, hours: big(totalHours(of.totals)) })],
    ["energy", energy(gridEnergy(utility)), word("kpi.energy.beside",
      { mean: power(gridEnergy(utility) / of.duration_s), peak: power(utility.peak_facility_power_w) })],
    ["busy", percent(useShare(of.totals, busyUses)), word("kpi.busy.beside", { n: percent(useShare(of.totals, [0])) })],
    ["pue", fixed(utility.pue, 3), word("kpi.pue.beside", { n: percent(utility.cooling_energy_j / utility.facility_energy_j) })],
  ];
  if (work.tokens_trained > 0) {
    list.push(["trained", big(work.tokens_trained), word("kpi.trained.beside", { n: plain(of.ledger.models_finished, 9) })]);
    list.push(["mfu", percent(work.mfu), word("kpi.mfu.beside", { n: percent(of.totals.goodput) })]);
  }
  if (answered > 0) {
    list.push(["answered", big(answered), word("kpi.answered.beside", { n: percent(work.tokens_export / answered) })]);
  }
  if (utility.bill_krw > 0) {
    list.push(["bill", money(utility.bill_krw), word("kpi.bill.beside",
      { n: fixed(utility.bill_krw / (gridEnergy(utility) / 3.6e6), 1) })]);
  }
  if (of.totals.cost !== undefined && of.totals.cost.total_krw > 0) {
    list.push(["cost", money(of.totals.cost.total_krw), word("kpi.cost.beside", { low: money(of.totals.cost.low_krw, 3), high: money(of.totals.cost.high_krw, 3) })]);
  }
  list.push(["carbon", tonnes(utility.carbon_kg), word("kpi.carbon.beside",
    { n: plain(utility.carbon_kg / (gridEnergy(utility) / 3.6e6), 3) })]);
  if (utility.water_m3 > 0) {
    list.push(["water", cubicMetres(utility.water_m3), word("kpi.water.beside",
      { n: fixed(utility.water_m3 * 1000 / (utility.it_energy_j / 3.6e6), 2) })]);
  }
  return list;
}

// The number large, its scale and unit small: "13.4" "quadrillion".
function valueParts(text) {
  const [, number, rest] = /^([\d.,]+)(.*)$/.exec(text) || [null, text, ""];
  return [number, el("span", { class: "unit" }, rest)];
}

function headlines(parent) {
  const period = word("head.period", { from: dayText(0), to: dayText(result.duration_s - 1), days: lasting(result.duration_s) });
  parent.append(el("div", { class: "hero" },
    el("p", { class: "kicker" }, foreign(result.name), ` · ${period}`),
    el("h1", {}, foreign(said(result.title))),
    result.incomplete ? el("p", { class: "warning", role: "alert" }, word("head.incomplete")) : undefined,
    el("p", { class: "headline" }, sentence(result.headline)),
    result.description ? el("p", { class: "faint" }, foreign(result.description)) : undefined));
}

function keyFigureCards(parent) {
  parent.append(el("dl", { class: "cards" }, keyFigures(result).map(([key, value, beside]) => el("div", { class: "card" },
    el("dt", {}, word(`kpi.${key}`)),
    el("dd", { class: "value" }, ...valueParts(value)), el("dd", { class: "band" }, bandOf(key, result)), el("dd", { class: "beside" }, beside),
    el("dd", { class: "help" }, word(`kpi.${key}.help`))))));
}

// What took GPU-hours away from every operator, and the sentence that says so.
function limits(parent) {
  const of = result.operators;
  if (of.length === 0) {
    return;
  }
  parent.append(el("ul", { class: "verdicts" }, of.map((op) => el("li", {}, sentence(op.verdict)))));
  const share = (op, i) => op.bounds_h[i] / (totalHours(op) || 1);
  const shown = bounds.map((bound, i) => Object.assign({ index: i }, bound)).filter((bound) => of.some((op) => share(op, bound.index) > 0));
  if (shown.length === 0) {
    return;
  }
  figure(parent, {
    id: "bounds", title: word("bounds.title"), note: word("bounds.note"), height: 80 + 22 * legendRows(shown.map((bound) => word(bound.key))) + 34 * of.length,
    option: () => shareBars(of.map((op) => said(op.short)), shown.map((bound) => ({ name: word(bound.key), color: bound.color,
      data: of.map((op) => share(op, bound.index)) })), undefined),
    table: () => ({ head: [word("term.operator"), ...shown.map((bound) => word(bound.key))],
      rows: of.map((op) => [foreign(said(op.short)), ...shown.map((bound) => percent(share(op, bound.index)))]) }),
  });
}

// Columns for the names beside bars: more on a wide page.
const nameWidth = () => Math.round(Math.max(84, Math.min(200, 0.18 * state.width)));

// Horizontal stacked bars of shares; `most` is the end of the axis.
function shareBars(names, series, most) {
  const legend = legendRows(series.map((one) => one.name));
  return {
    legend: { type: "plain" },
    tooltip: { trigger: "axis", axisPointer: { type: "shadow" }, valueFormatter: (value) => percent(value) },
    grid: { left: 8, right: 24, top: 14 + 22 * legend, bottom: 8, containLabel: true },
    xAxis: { type: "value", max: most, axisLabel: { hideOverlap: true, formatter: (value) => percent(value) } },
    yAxis: { type: "category", inverse: true, data: names, axisLabel: { width: nameWidth(), overflow: "truncate" },
      splitLine: { show: false } },
    series: series.map((one) => ({ type: "bar", stack: "all", name: one.name, data: one.data, barMaxWidth: 22,
      itemStyle: { color: one.color, borderColor: pageColor("card"), borderWidth: 0.5 } })),
  };
}

function gpuTime(parent) {
  const rows = [...result.operators];
  if (rows.length !== 1) {
    rows.push(Object.assign({ short: [words["term.all"][0], words["term.all"][1]] }, result.totals));
  }
  const shown = useGroups.filter((group) => rows.some((row) => useShare(row, group.uses) > 0));
  figure(parent, {
    id: "gpu-time", title: word("gpu_time.title"), note: word("gpu_time.note"), height: 80 + 22 * legendRows(shown.map((group) => word(group.key))) + 36 * rows.length,
    option: () => shareBars(rows.map((row) => said(row.short)), shown.map((group) => ({ name: word(group.key),
      color: group.color, data: rows.map((row) => useShare(row, group.uses)) })), 1),
    table: () => ({ head: [word("gpu_time.use"), ...rows.map((row) => said(row.short))],
      rows: [...shown.map((group) => [word(group.key), ...rows.map((row) => percent(useShare(row, group.uses)))]),
        [word("gpu_time.installed"), ...rows.map((row) => big(totalHours(row)))]] }),
  });
}
