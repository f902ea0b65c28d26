// Power and machines at work over time, for all sites, one operator or one site.

// Series of one choice: {step_s, facility[], grid[] or undefined, it[] or undefined, busy[], cap[] or undefined, feed_w, gpus}.
// "grid" is there where sites have a supply of their own, so that they draw less than they use.
function seriesOf(of, choiceName) {
  const { series, sites } = of;
  if (choiceName === "all") {
    return { step_s: series.total.step_s, facility: series.total.facility_mw, grid: series.total.grid_mw, it: series.total.it_mw, busy: series.total.busy,
      feed_w: sum(sites, (site) => site.feed_w), gpus: of.totals.gpus };
  }
  const [kind, name] = [choiceName.slice(0, 1), choiceName.slice(2)];
  const chosen = sites.map((site, i) => i).filter((i) => (kind === "s" ? sites[i].name === name : sites[i].operator === name));
  const add = (column, other) => chosen.reduce((total, i) => (series.sites[i][column] || series.sites[i][other])
    .map((value, k) => value + (total[k] || 0)), []);
  return { step_s: series.site_step_s, facility: add("facility_mw"), busy: add("busy"),
    grid: chosen.some((i) => series.sites[i].grid_mw) ? add("grid_mw", "facility_mw") : undefined,
    cap: chosen.length === 1 ? series.sites[chosen[0]].cap : undefined,
    feed_w: sum(chosen, (i) => sites[i].feed_w), gpus: sum(chosen, (i) => sites[i].gpus) };
}

// Megawatts from the grid.
const drawn = (one) => one.grid || one.facility;

const timeOf = (of, step, k) => 1000 * (of.start_utc_s + of.offset_s + k * step);

// Moment, value, moment, value, ...: the library reads long series fastest from such an array.
function points(of, step, values, factor = 1) {
  const list = new Float64Array(2 * values.length);
  values.forEach((value, k) => {
    list[2 * k] = timeOf(of, step, k);
    list[2 * k + 1] = factor * value;
  });
  return list;
}

// Megawatts or, for small sites, kilowatts.
const powerUnit = (mostMegawatts) => (mostMegawatts >= 1 ? [1, "MW"] : [1000, "kW"]);

// Dates at the marks of a time axis, coarse to fine.
const timeLabels = () => ({ year: "{yyyy}", month: state.language === 0 ? "{MMM}" : "{M}월", day: state.language === 0 ? "{d} {MMM}" : "{M}월 {d}일",
  hour: "{HH}:{mm}", minute: "{HH}:{mm}" });

function timeAxes(of, count) {
  const from = timeOf(of, 0, 0);
  const to = from + 1000 * of.duration_s;
  return Array.from({ length: count }, (unused, i) => ({ type: "time", gridIndex: i, min: from, max: to,
    splitLine: { show: false }, axisLabel: { show: i === count - 1, hideOverlap: true, formatter: timeLabels() } }));
}

function powerOption(chosen) {
  const one = chosen === "stacked" ? undefined : seriesOf(result, chosen);
  const all = one || seriesOf(result, "all");
  const most = Math.max(largest(all.facility), largest(drawn(all)));
  const [factor, unit] = powerUnit(most);
  const shown = one === undefined ? stackedSeries(factor) : singleSeries(one, factor);
  const zoom = { xAxisIndex: [0, 1], filterMode: "none" };
  return {
    legend: { data: shown.map((series) => series.name) },
    tooltip: { trigger: "axis", valueFormatter: (value) => `${plain(value)} ${unit}` },
    axisPointer: { link: [{ xAxisIndex: "all" }] },
    grid: [{ left: 56, right: 20, top: 48, height: 190 }, { left: 56, right: 20, top: 276, height: 90 }],
    xAxis: timeAxes(result, 2),
    yAxis: [{ type: "value", name: unit, nameGap: 8, gridIndex: 0, min: 0 },
      { type: "value", name: word("power.gpus"), nameGap: 8, gridIndex: 1, min: 0, max: all.gpus || undefined, interval: all.gpus / 2 || undefined,
        axisLabel: { formatter: (value) => big(value) } }],
    dataZoom: [Object.assign({ type: "inside", zoomOnMouseWheel: "ctrl", moveOnMouseWheel: false }, zoom),
      Object.assign({ type: "slider", bottom: 6, height: 22, labelFormatter: (value) => new Date(value).toISOString().slice(0, 10),
        textStyle: { color: pageColor("faint") }, borderColor: pageColor("line") }, zoom)],
    series: [...shown, ...feedLine(all, most, factor, unit),
      lineSeries(word("power.busy"), "#009e73", points(result, all.step_s, all.busy), { xAxisIndex: 1, yAxisIndex: 1,
        tooltip: { valueFormatter: (value) => `${plain(value, 6)} GPU` }, lineStyle: { width: 1, color: "#009e73" },
        areaStyle: { color: "#009e73", opacity: 0.25 } }),
      ...capLine(all)],
  };
}

const lineSeries = (name, color, data, more) => Object.assign({ name, type: "line", symbol: "none", sampling: "lttb", data,
  dimensions: ["at", "value"], lineStyle: { width: 1.2, color }, itemStyle: { color } }, more);

function singleSeries(one, factor) {
  const list = [lineSeries(word("power.facility"), "#0072b2", points(result, one.step_s, drawn(one), factor),
    { areaStyle: { color: "#0072b2", opacity: 0.12 } })];
  if (one.grid) {
    list.push(lineSeries(word("power.site"), "#cc79a7", points(result, one.step_s, one.facility, factor)));
  }
  if (one.it) {
    list.push(lineSeries(word("power.it"), "#e69f00", points(result, one.step_s, one.it, factor)));
  }
  return list;
}

function stackedSeries(factor) {
  return result.operators.map((op, i) => {
    const one = seriesOf(result, `o:${op.name}`);
    return lineSeries(said(op.short), colorOf(i), points(result, one.step_s, drawn(one), factor),
      { stack: "power", sampling: "average", areaStyle: { color: colorOf(i), opacity: 0.75 }, lineStyle: { width: 0 } });
  });
}

// The limit of the grid connection, where it is near enough to be in the picture.
function feedLine(all, mostMegawatts, factor, unit) {
  const feed = (all.feed_w / 1e6) * factor;
  if (feed <= 0 || feed > 1.5 * mostMegawatts * factor) {
    return [];
  }
  return [{ type: "line", data: [], markLine: { silent: true, symbol: "none", lineStyle: { color: "#d55e00", type: "dashed" },
    label: { position: "insideEndTop", color: pageColor("ink"), formatter: `${word("power.feed")} ${plain(feed)} ${unit}` },
    data: [{ yAxis: feed }] } }];
}

function capLine(all) {
  if (all.cap === undefined) {
    return [];
  }
  return [lineSeries(word("power.cap"), "#d55e00", points(result, all.step_s, all.cap, all.gpus), { xAxisIndex: 1, yAxisIndex: 1,
    tooltip: { valueFormatter: (value) => percent(value / all.gpus) } })];
}

// Sums over stretches of time that leave a table one can read.
function powerTable(chosen) {
  const one = seriesOf(result, chosen === "stacked" ? "all" : chosen);
  const per = Math.max(1, Math.round((result.duration_s > 60 * 86400 ? 7 * 86400 : 86400) / one.step_s));
  const rows = [];
  for (let k = 0; k < one.busy.length; k += per) {
    const part = (values) => values.slice(k, k + per);
    const mean = (values) => sum(part(values)) / part(values).length;
    rows.push([momentText(k * one.step_s), plain(mean(drawn(one))), plain(largest(part(drawn(one)))), plain(mean(one.busy), 6)]);
  }
  return { head: [word("power.from"), `${word("power.mean")} [MW]`, `${word("power.most")} [MW]`, word("power.busy")], rows };
}

function powerOverTime(parent) {
  if (result.series === undefined) {
    return;
  }
  let chosen = "all";
  const options = [["all", word("power.all")]];
  if (result.operators.length > 1) {
    options.push(["stacked", word("power.stacked")], ...result.operators.map((op) => [`o:${op.name}`, said(op.short)]));
  }
  if (result.sites.length > 1) {
    options.push(...result.sites.map((site) => [`s:${site.name}`, `– ${said(site.short)}`]));
  }
  figure(parent, {
    id: "power", title: word("power.title"), height: 440,
    note: word("power.note", { fine: lasting(result.series.total.step_s), site: lasting(result.series.site_step_s) }),
    controls: options.length > 1 ? [choice(word("power.show"), options, (value) => {
      chosen = value;
      redraw("power");
    })] : undefined,
    option: () => powerOption(chosen), table: () => powerTable(chosen),
  });
  durationCurve(parent);
}

// For how much of the time more than so many megawatts were drawn.
function durationCurve(parent) {
  const sorted = [...drawn(seriesOf(result, "all"))].sort((a, b) => b - a);
  const [factor, unit] = powerUnit(sorted[0]);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] * factor;
  const shares = Array.from({ length: 201 }, (unused, i) => i / 200);
  figure(parent, {
    id: "duration", title: word("duration.title"), note: word("duration.note"), height: 260,
    option: () => ({
      tooltip: { trigger: "axis", valueFormatter: (value) => `${plain(value)} ${unit}` },
      grid: { left: 8, right: 24, top: 30, bottom: 28, containLabel: true },
      xAxis: { type: "value", min: 0, max: 1, axisPointer: { label: { formatter: (at) => percent(at.value) } }, name: word("duration.share"), nameLocation: "middle", nameGap: 26,
        axisLabel: { formatter: (value) => percent(value) }, splitLine: { show: false } },
      yAxis: { type: "value", name: unit, scale: true },
      series: [lineSeries(word("power.facility"), "#0072b2", shares.map((share) => [share, at(share)]),
        { sampling: undefined, areaStyle: { color: "#0072b2", opacity: 0.12 } })],
    }),
    table: () => ({ head: [word("duration.share"), `${word("power.facility")} [${unit}]`],
      rows: [0, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1].map((share) => [percent(share), plain(at(share))]) }),
  });
}
