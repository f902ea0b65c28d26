// Two or more results beside each other; the first is the base.

const labelOf = (of, i) => `${String.fromCharCode(65 + i)} · ${said(of.title)}`;

// [key, value(result), format]
function comparedFigures() {
  const { utility, work } = { utility: (of) => of.totals.utility, work: (of) => of.totals.work };
  const list = [
    ["kpi.gpus", (of) => of.totals.gpus, (v) => plain(v, 9)],
    ["kpi.energy", (of) => gridEnergy(utility(of)), energy], ["compare.mean", (of) => gridEnergy(utility(of)) / of.duration_s, power],
    ["compare.peak", (of) => utility(of).peak_facility_power_w, power], ["kpi.pue", (of) => utility(of).pue, (v) => fixed(v, 3)],
    ["kpi.busy", (of) => useShare(of.totals, busyUses), percent], ["kpi.trained", (of) => work(of).tokens_trained, (v) => big(v, 4)],
    ["compare.models", (of) => of.ledger.models_finished, (v) => plain(v, 9)], ["kpi.mfu", (of) => work(of).mfu, percent],
    ["kpi.goodput", (of) => of.totals.goodput, percent],
    ["ledger.home", (of) => work(of).tokens_home, (v) => big(v, 4)], ["ledger.export", (of) => work(of).tokens_export, (v) => big(v, 4)],
    ["ledger.batch", (of) => work(of).tokens_batch, (v) => big(v, 4)], ["ledger.unserved", (of) => work(of).tokens_unserved, (v) => big(v, 4)],
    ["jobs.finished", (of) => work(of).jobs_finished, (v) => plain(v, 9)], ["compare.interrupted", (of) => work(of).jobs_interrupted, (v) => plain(v, 9)],
    ["jobs.mean_wait", (of) => work(of).mean_wait_time_s, lasting], ["kpi.bill", (of) => utility(of).bill_krw, money],
    ["kpi.carbon", (of) => utility(of).carbon_kg, tonnes], ["kpi.water", (of) => utility(of).water_m3, cubicMetres],
    ["compare.capped", (of) => utility(of).capped_time_s, lasting], ["compare.over", (of) => utility(of).over_feed_time_s, lasting],
  ];
  const products = new Map();
  results.forEach((of) => of.totals.work.products.forEach((product) => products.set(product.key, product.name)));
  const productRows = [...products].map(([key, name]) => [name, (of) => (of.totals.work.products.find((one) => one.key === key) || { amount: 0 }).amount,
    (v) => big(v, 4)]);
  return [...list.map(([key, value, format]) => [words[key], value, format]), ...productRows]
    .filter(([, value]) => results.some((of) => value(of) > 0));
}

// A change as a percentage of the base, with its sign.
function change(value, base) {
  if (!Number.isFinite(value) || !Number.isFinite(base) || base === 0) {
    return value === base ? "0" : "–";
  }
  const share = 100 * (value / base - 1);
  return Math.abs(share) < 0.005 ? "±0" : `${share > 0 ? "+" : "−"}${plain(Math.abs(share), 3)}${thin}%`;
}

// A change of a share, in percentage points.
function pointChange(value, base) {
  const points = 100 * (value - base);
  if (!Number.isFinite(points)) {
    return "–";
  }
  return Math.abs(points) < 0.005 ? "±0" : word("compare.points", { n: `${points > 0 ? "+" : "−"}${plain(Math.abs(points), 3)}` });
}

function comparisonHead(parent) {
  parent.append(el("div", { class: "hero" }, el("p", { class: "kicker" }, word("compare.kicker", { n: results.length })),
    el("h1", {}, results.flatMap((of, i) => [i > 0 ? " ↔ " : "", foreign(said(of.title))])),
    el("ul", { class: "verdicts" }, results.map((of, i) => el("li", {}, el("strong", {}, `${String.fromCharCode(65 + i)} `),
      foreign(of.name), ` · ${word("reproduce.seed")} ${of.provenance.seed}. `, said(of.headline))))));
}

function comparedTable(parent) {
  const base = results[0];
  parent.append(table({ label: word("section.compared"), head: [word("compare.figure"), ...results.flatMap((of, i) => (i === 0
    ? [labelOf(of, i)] : [labelOf(of, i), word("compare.change", { from: "A" })]))],
  rows: comparedFigures().map(([name, value, format]) => [said(name), ...results.flatMap((of, i) => (i === 0 ? [format(value(of))]
    : [format(value(of)), (format === percent ? pointChange : change)(value(of), value(base))]))]) }));
}

function comparedUses(parent) {
  const shown = useGroups.filter((group) => results.some((of) => useShare(of.totals, group.uses) > 0));
  figure(parent, {
    id: "compared-uses", title: word("gpu_time.title"), note: word("gpu_time.note"), height: 110 + 40 * results.length,
    option: () => shareBars(results.map(labelOf), shown.map((group) => ({ name: word(group.key), color: group.color,
      data: results.map((of) => useShare(of.totals, group.uses)) })), 1),
    table: () => ({ head: [word("gpu_time.use"), ...results.map(labelOf)],
      rows: shown.map((group) => [word(group.key), ...results.map((of) => percent(useShare(of.totals, group.uses)))]) }),
  });
}

function comparedEnergy(parent) {
  const parts = [["flow.it", "it_energy_j", "#4d5d6c"], ["flow.cooling", "cooling_energy_j", "#56b4e9"], ["flow.losses", "loss_energy_j", "#d55e00"],
    ["flow.house", "house_energy_j", "#a6761d"]];
  const [factor, unit] = metricScale(largest(results, (of) => of.totals.utility.facility_energy_j) / 3600, "Wh");
  figure(parent, {
    id: "compared-energy", title: word("energy.title"), note: "", height: 110 + 40 * results.length,
    option: () => {
      const option = shareBars(results.map(labelOf), parts.map(([key, field, color]) => ({ name: word(key), color,
        data: results.map((of) => of.totals.utility[field] / 3600 / factor) })));
      option.xAxis = { type: "value", name: unit, nameLocation: "middle", nameGap: 26, axisLabel: { formatter: (value) => plain(value) } };
      option.grid.bottom = 30;
      option.tooltip.valueFormatter = (value) => `${plain(value)} ${unit}`;
      return option;
    },
    table: () => ({ head: [word("flow.to"), ...results.map(labelOf)],
      rows: parts.map(([key, field]) => [word(key), ...results.map((of) => energy(of.totals.utility[field]))]) }),
  });
}

// Power of all sites, from the start of each scenario.
function comparedPower(parent) {
  const shown = results.filter((of) => of.series !== undefined);
  if (shown.length < 2) {
    return;
  }
  const [factor, unit] = powerUnit(largest(shown, (of) => largest(drawn(seriesOf(of, "all")))));
  const days = (of) => drawn(seriesOf(of, "all")).map((value, k) => [(k * of.series.total.step_s) / 86400, value * factor]);
  figure(parent, {
    id: "compared-power", title: word("power.title"), note: word("compare.power_note"), height: 340,
    option: () => ({
      legend: {}, tooltip: { trigger: "axis", valueFormatter: (value) => `${plain(value)} ${unit}` },
      grid: { left: 56, right: 20, top: 48, bottom: 76 },
      xAxis: { type: "value", min: 0, max: largest(shown, (of) => of.duration_s) / 86400, name: word("compare.days"), nameLocation: "middle",
        nameGap: 24, splitLine: { show: false } },
      yAxis: { type: "value", name: unit, scale: true },
      dataZoom: [{ type: "slider", bottom: 6, height: 20, filterMode: "none", borderColor: pageColor("line") }],
      series: shown.map((of) => lineSeries(labelOf(of, results.indexOf(of)), colorOf(results.indexOf(of)), days(of))),
    }),
    table: () => ({ head: [word("compare.figure"), ...shown.map((of) => labelOf(of, results.indexOf(of)))],
      rows: [0.01, 0.05, 0.5, 0.95].map((share) => [word("compare.quantile", { n: percent(share) }), ...shown.map((of) => {
        const sorted = [...drawn(seriesOf(of, "all"))].sort((a, b) => b - a);
        return `${plain(sorted[Math.floor(share * sorted.length)] * factor)} ${unit}`;
      })]) }),
  });
}

function differences(parent) {
  const { differences: rows, differences_count: count } = model;
  if (rows.length === 0) {
    parent.append(el("p", {}, word("compare.same")));
    return;
  }
  parent.append(el("p", {}, word(count > rows.length ? "compare.differences_cut" : "compare.differences", { n: plain(count, 9) })),
    table({ label: word("section.differences"), left: results.map((unused, i) => i + 1), head: [word("compare.input"), ...results.map(labelOf)],
      rows: rows.map(([path, ...values]) => [foreign(path), ...values.map((value) => foreign(value === null ? "–" : value))]) }));
}

function comparedProvenance(parent) {
  parent.append(table({ label: word("section.reproduce"), left: [1, 2, 3, 4, 5], head: ["", word("reproduce.version"), word("reproduce.seed"), word("reproduce.scenario"),
    word("reproduce.fingerprint")],
  rows: results.map((of, i) => [labelOf(of, i), `${of.provenance.version} (${of.provenance.git_hash})`, of.provenance.seed,
    foreign(of.provenance.scenario_sha256.slice(0, 16)), foreign(of.provenance.fingerprint)]) }));
}
