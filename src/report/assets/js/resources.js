// Water, carbon and the electricity bill, by operator and by month.

function resources(parent) {
  parent.append(resourceTable());
  bills(parent);
  costs(parent);
  months(parent);
}

function resourceTable() {
  const rows = result.operators.length === 1 ? result.operators
    : [...result.operators, { short: words["term.all"], utility: result.totals.utility }];
  const per = (value, joules) => value / (joules / 3.6e6);
  return table({
    label: word("section.resources"),
    head: [word("term.operator"), word("kpi.energy"), "PUE", word("kpi.water"), word("resources.wue"), word("kpi.carbon"),
      word("resources.intensity"), word("kpi.bill"), word("resources.price")],
    rows: rows.map(({ short, utility }) => [foreign(said(short)), energy(gridEnergy(utility)), fixed(utility.pue, 3),
      utility.water_m3 > 0 ? cubicMetres(utility.water_m3) : "–", utility.water_m3 > 0 ? fixed(per(1000 * utility.water_m3, utility.it_energy_j), 2) : "–",
      tonnes(utility.carbon_kg), fixed(per(utility.carbon_kg, gridEnergy(utility)), 3), money(utility.bill_krw),
      fixed(per(utility.bill_krw, gridEnergy(utility)), 1)]),
  });
}

function bills(parent) {
  const rows = result.operators.filter((op) => op.utility.bill_krw > 0);
  if (rows.length === 0) {
    return;
  }
  const parts = [["bill.energy", "bill_energy_krw", "#0072b2"], ["bill.demand", "bill_demand_krw", "#e69f00"],
    ["bill.adders", "bill_adders_krw", "#009e73"], ["bill.fund", "bill_fund_krw", "#cc79a7"]];
  const [factor, name] = bigScale(largest(rows, (op) => op.utility.bill_krw));
  const unit = state.language === 0 ? `${name} KRW`.trim() : `${name} 원`.trim();
  figure(parent, {
    id: "bill", title: word("bill.title"), note: word("bill.note"), height: 110 + 34 * rows.length,
    option: () => {
      const option = shareBars(rows.map((op) => said(op.short)), parts.map(([key, field, color]) => ({ name: word(key), color,
        data: rows.map((op) => op.utility[field] / factor) })));
      option.xAxis = { type: "value", name: unit, nameLocation: "middle", nameGap: 26, axisLabel: { formatter: (value) => plain(value) } };
      option.grid.bottom = 30;
      option.tooltip.valueFormatter = (value) => `${plain(value)} ${unit}`;
      return option;
    },
    table: () => ({ head: [word("term.operator"), ...parts.map(([key]) => word(key)), word("bill.total")],
      rows: rows.map((op) => [foreign(said(op.short)), ...parts.map(([, field]) => money(op.utility[field])), money(op.utility.bill_krw)]) }),
  });
}

// Electricity and emissions by calendar month; with few months the bars say little.
function months(parent) {
  const list = result.months || [];
  if (list.length < 3) {
    return;
  }
  const [factor, unit] = metricScale(largest(list, (month) => month.grid_j) / 3600, "Wh");
  const [massFactor, massName] = bigScale(largest(list, (month) => month.carbon_kg) / 1000);
  const massUnit = `${massName} tCO₂`.trim();
  figure(parent, {
    id: "months", title: word("months.title"), note: word("months.note"), height: 280,
    option: () => ({
      legend: {},
      tooltip: { trigger: "axis", axisPointer: { type: "shadow" }, valueFormatter: (value) => plain(value) },
      grid: { left: 8, right: 8, top: 52, bottom: 8, containLabel: true },
      xAxis: { type: "category", data: list.map((month) => month.month) },
      yAxis: [{ type: "value", name: unit, nameTextStyle: { align: "left" } },
        { type: "value", name: massUnit, splitLine: { show: false }, nameTextStyle: { align: "right" } }],
      series: [
        { type: "bar", name: `${word("months.energy")} [${unit}]`, data: list.map((month) => month.grid_j / 3600 / factor),
          itemStyle: { color: "#0072b2" }, barMaxWidth: 22 },
        { type: "bar", yAxisIndex: 1, name: `${word("months.carbon")} [${massUnit}]`, data: list.map((month) => month.carbon_kg / 1000 / massFactor),
          itemStyle: { color: "#b9c0c7" }, barMaxWidth: 22 }],
    }),
    table: () => ({ head: [word("months.month"), word("months.energy"), "PUE", word("months.carbon"), word("months.price"), word("months.air")],
      rows: list.map((month) => [month.month, energy(month.grid_j), fixed(month.facility_j / month.it_j, 3), tonnes(month.carbon_kg),
        fixed(month.price_krw_per_kwh, 1), fixed(month.air_c, 1)]) }),
  });
}
