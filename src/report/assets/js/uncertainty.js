// How far the figures may be off: what replications with other draws and seeds say.

// Metrics of replications that people ask for: path in result.json, words, how to write the number.
const uncertainFigures = [
  ["totals.utility.facility_energy_j", "kpi.energy", energy, "energy"],
  ["totals.utility.peak_facility_power_w", "compare.peak", power],
  ["totals.utility.pue", "kpi.pue", (value) => fixed(value, 3), "pue"],
  ["totals.work.tokens_trained", "kpi.trained", (value) => big(value), "trained"],
  ["totals.work.runs_finished", "compare.models", (value) => plain(value)],
  ["totals.work.mfu", "kpi.mfu", percent, "mfu"],
  ["totals.goodput", "kpi.goodput", percent],
  ["totals.work.tokens_home", "ledger.home", (value) => big(value)],
  ["totals.work.tokens_export", "ledger.export", (value) => big(value)],
  ["totals.work.jobs_interrupted", "compare.interrupted", (value) => plain(value)],
  ["totals.utility.bill_krw", "kpi.bill", money, "bill"],
  ["totals.utility.carbon_kg", "kpi.carbon", tonnes, "carbon"],
  ["totals.utility.water_m3", "kpi.water", cubicMetres, "water"],
];

// Electricity is what came from the grid, where that differs from what the sites used.
const spreadOf = ({ metrics }, path) => metrics[path.replace("facility_energy_j", "grid_energy_j")] || metrics[path];

// The range of a key figure over the replications, for its card; undefined without replications.
function bandOf(key, of) {
  const row = uncertainFigures.find((one) => one[3] === key);
  const spread = row && of.uncertainty && spreadOf(of.uncertainty, row[0]);
  return spread && spread.count > 1 ? word("kpi.band", { low: row[2](spread.p5), high: row[2](spread.p95) }) : undefined;
}

function uncertaintySection(parent) {
  const { uncertainty } = result;
  if (uncertainty === undefined) {
    return;
  }
  parent.append(el("p", {}, word("uncertainty.count", { n: plain(uncertainty.replications, 9), inputs: plain(uncertainty.inputs_count, 9) })),
    uncertainty.failed > 0 ? el("p", {}, word("uncertainty.failed", { failed: plain(uncertainty.failed, 9) })) : undefined,
    uncertainty.catalog_estimates ? el("p", {}, word("uncertainty.catalog")) : undefined);
  const rows = uncertainFigures.map(([path, key, format]) => ({ spread: spreadOf(uncertainty, path), key, format }))
    .filter(({ spread }) => spread !== undefined && spread.count > 1 && spread.p50 > 0);
  if (rows.length > 0) {
    spreads(parent, rows, uncertainty);
  }
  if (uncertainty.inputs.length > 0) {
    parent.append(folded("uncertain-inputs", word("uncertainty.inputs", { n: plain(uncertainty.inputs_count, 9) }), () => ({
      label: word("uncertainty.title"), left: [1, 2], head: [word("compare.input"), word("uncertainty.distribution"), word("inputs.grade")],
      rows: uncertainty.inputs.map(([path, distribution, estimate]) => [foreign(path), foreign(distribution), badge(estimate ? "estimate" : "scenario")]) })));
  }
}

function spreads(parent, rows, uncertainty) {
  const off = (value, spread) => value / spread.p50 - 1;
  const signed = (share) => `${share > 0 ? "+" : ""}${percent(share)}`;
  figure(parent, {
    id: "uncertainty", title: word("uncertainty.title"), note: word("uncertainty.note"), height: 90 + 28 * rows.length,
    option: () => ({
      tooltip: { formatter: (at) => { const { spread, key, format } = rows[at.dataIndex];
        return el("span", {}, `${word(key)}: ${format(spread.p50)} (${format(spread.p5)} – ${format(spread.p95)})`); } },
      grid: { left: 8, right: 24, top: 12, bottom: 30, containLabel: true },
      xAxis: { type: "value", name: word("uncertainty.axis"), nameLocation: "middle", nameGap: 26, axisLabel: { formatter: signed } },
      yAxis: { type: "category", inverse: true, data: rows.map(({ key }) => word(key)), axisLabel: { interval: 0, width: 150, overflow: "truncate" } },
      series: [{ type: "custom", renderItem: rangeMark, encode: { x: [1, 2, 3], y: 0 },
        data: rows.map(({ spread }, i) => [i, off(spread.p5, spread), 0, off(spread.p95, spread)]) }],
    }),
    table: () => ({ head: [word("compare.figure"), "5 %", "50 %", "95 %", word("uncertainty.mean"),
      word("uncertainty.interval", { n: percent(uncertainty.confidence) })],
    rows: rows.map(({ spread, key, format }) => [word(key), format(spread.p5), format(spread.p50), format(spread.p95), format(spread.mean),
      `${format(spread.mean_low)} – ${format(spread.mean_high)}`]) }),
  });
}
