// Power within seconds: what the machines ask for, and what reaches the grid.

function waveformSection(parent) {
  const { waveform } = model;
  if (waveform === undefined) {
    return;
  }
  const [factor, unit] = powerUnit(largest(waveform.load_mw));
  // Every column holds its smallest and its largest value, one after the other.
  const shown = (values) => values.map((value, k) => [(k / 2) * waveform.step_s, value * factor]);
  const swing = (values) => Math.max(...values) - Math.min(...values);
  figure(parent, {
    id: "waveform", title: word("waveform.title"), note: word("waveform.note"), height: 380,
    option: () => ({
      legend: {}, tooltip: { trigger: "axis", valueFormatter: (value) => `${plain(value)} ${unit}` },
      grid: { left: 56, right: 20, top: 48, bottom: 80 },
      xAxis: { type: "value", min: 0, max: (waveform.load_mw.length / 2) * waveform.step_s, name: word("waveform.seconds"), nameLocation: "middle",
        nameGap: 24, splitLine: { show: false } },
      yAxis: { type: "value", name: unit, scale: true },
      dataZoom: [{ type: "slider", bottom: 6, height: 20, filterMode: "none", borderColor: pageColor("line") }],
      series: [lineSeries(word("waveform.load"), "#e69f00", shown(waveform.load_mw), { sampling: "minmax" }),
        lineSeries(word("waveform.grid"), "#0072b2", shown(waveform.grid_mw), { sampling: "minmax" })],
    }),
    table: () => ({ head: [word("compare.figure"), word("waveform.load"), word("waveform.grid")],
      rows: [["waveform.least", (values) => Math.min(...values)], ["waveform.most", (values) => Math.max(...values)], ["waveform.swing", swing]]
        .map(([key, of]) => [word(key), power(1e6 * of(waveform.load_mw)), power(1e6 * of(waveform.grid_mw))]) }),
  });
}
