// Failures: how often, what they cost, pool by pool.

function reliability(parent) {
  const { uses_h } = result.totals;
  const lost = uses_h[1] + uses_h[2] + uses_h[3] + uses_h[13];
  if (lost === 0 && sum(result.pools, (pool) => pool.faults) === 0) {
    return;
  }
  faultsOverTime(parent);
  failureCost(parent);
  parent.append(poolTable());
}

function faultsOverTime(parent) {
  const { faults } = result;
  if (faults === undefined || sum(faults.columns, ([count]) => count) === 0) {
    return;
  }
  const shown = faults.columns.filter((unused, i) => i * faults.column_s < faults.until_s);
  // The last column may be cut short: by the end of the scenario, or by that of the events that were kept.
  const days = (i) => Math.min(faults.column_s, faults.until_s - i * faults.column_s) / 86400;
  const bars = (index) => shown.map((column, i) => [timeOf(result, faults.column_s, i + 0.5), column[index] / days(i)]);
  const axis = Object.assign(timeAxes(result, 1)[0], { max: timeOf(result, faults.until_s, 1) });
  figure(parent, {
    id: "faults", title: word("faults.title"), height: 260,
    note: faults.dropped > 0 ? word("faults.note_cut", { day: dayText(faults.until_s), n: plain(faults.dropped, 9) }) : word("faults.note"),
    option: () => ({
      legend: {},
      tooltip: { trigger: "axis", valueFormatter: (value) => plain(Array.isArray(value) ? value[1] : value, 3) },
      grid: { left: 8, right: 20, top: 36, bottom: 8, containLabel: true },
      xAxis: axis, yAxis: { type: "value", name: "" },
      series: [{ type: "bar", name: word("faults.faults"), data: bars(0), itemStyle: { color: "#d55e00" }, barMaxWidth: 14 },
        lineSeries(word("faults.interruptions"), "#0072b2", bars(2), { sampling: undefined, lineStyle: { width: 1.5, color: "#0072b2" } })],
    }),
    table: () => ({ head: [word("power.from"), word("faults.faults"), word("faults.repairs"), word("faults.interruptions")],
      rows: shown.map((column, i) => [momentText(i * faults.column_s), ...column.map((count) => plain(count / days(i), 3))]) }),
  });
}

// GPU-hours that failures took, as shares of all, by operator.
function failureCost(parent) {
  const parts = [["failure.rollback", 1, "#cc79a7"], ["failure.checkpoint", 2, "#56b4e9"], ["failure.restart", 3, "#e69f00"],
    ["failure.down", 13, "#d55e00"]];
  const rows = result.operators;
  if (rows.length === 0) {
    return;
  }
  figure(parent, {
    id: "failure-cost", title: word("failure.title"), note: word("failure.note"), height: 100 + 34 * rows.length,
    option: () => shareBars(rows.map((row) => said(row.short)), parts.map(([key, use, color]) => ({ name: word(key), color,
      data: rows.map((row) => useShare(row, [use])) }))),
    table: () => ({ head: [word("term.operator"), ...parts.map(([key]) => word(key)), word("kpi.goodput")],
      rows: rows.map((row) => [foreign(said(row.short)), ...parts.map(([, use]) => percent(useShare(row, [use]))), percent(row.goodput)]) }),
  });
}

function poolTable() {
  return table({
    label: word("pools.table"), left: [1],
    head: [word("term.pool"), word("term.system"), word("term.gpus"), word("faults.total"), word("pools.mtbf"), word("pools.down"),
      word("kpi.busy"), word("kpi.goodput")],
    rows: result.pools.map((pool) => [foreign(`${pool.site}/${pool.name}`), foreign(pool.system), plain(pool.gpus, 9), plain(pool.faults, 9),
      pool.faults > 0 ? big(totalHours(pool) / pool.faults) : "–", percent(useShare(pool, [13])), percent(useShare(pool, busyUses)),
      pool.goodput > 0 ? percent(pool.goodput) : "–"]),
  });
}
