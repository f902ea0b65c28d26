// What it costs to have the machines and to run them, where a result knows.

function costs(parent) {
  const rows = result.operators.filter((op) => op.cost !== undefined && op.cost.total_krw > 0);
  if (rows.length === 0) {
    return;
  }
  const parts = [["cost.capital", "capital_krw", "#0072b2"], ["cost.upkeep", "upkeep_krw", "#009e73"], ["cost.electricity", "electricity_krw", "#e69f00"]];
  const [factor, name] = bigScale(largest(rows, (op) => op.cost.total_krw));
  const unit = state.language === 0 ? `${name} KRW`.trim() : `${name} 원`.trim();
  const all = rows.length > 1 ? [...rows, Object.assign({ short: words["term.all"] }, result.totals)] : rows;
  figure(parent, {
    id: "cost", title: word("cost.title"), note: word("cost.note"), height: 110 + 34 * rows.length,
    option: () => {
      const option = shareBars(rows.map((op) => said(op.short)), parts.map(([key, field, color]) => ({ name: word(key), color,
        data: rows.map((op) => op.cost[field] / factor) })));
      option.xAxis = { type: "value", name: unit, nameLocation: "middle", nameGap: 26, axisLabel: { formatter: (value) => plain(value) } };
      option.grid.bottom = 30;
      option.tooltip.valueFormatter = (value) => `${plain(value)} ${unit}`;
      return option;
    },
    table: () => ({ head: [word("term.operator"), ...parts.map(([key]) => word(key)), word("bill.total"), word("inputs.range"), word("cost.embodied")],
      rows: all.map(({ short, cost }) => [foreign(said(short)), ...parts.map(([, field]) => money(cost[field])), money(cost.total_krw),
        `${money(cost.low_krw)} – ${money(cost.high_krw)}`, tonnes(cost.embodied_period_kg)]) }),
  });
}
