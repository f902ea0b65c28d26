// Jobs: when which workload held how many GPUs, the largest jobs one by one, and how long jobs waited.

const workloadName = (index) => result.workloads[index].name;

function jobsSection(parent) {
  if (result.jobs === undefined) {
    return;
  }
  parent.append(jobTable());
  gantt(parent);
  lanes(parent);
  waits(parent);
}

function jobTable() {
  return table({
    label: word("jobs.table"), left: [1],
    head: [word("term.workload"), word("term.kind"), word("jobs.jobs"), word("jobs.finished"), word("jobs.interruptions"),
      word("jobs.mean_wait"), word("jobs.largest"), word("term.gpu_hours")],
    rows: result.jobs.lanes.map((lane) => [foreign(workloadName(lane.workload)), kindName(result.workloads[lane.workload].kind),
      plain(lane.jobs, 9), plain(lane.finished, 9), plain(lane.interruptions, 9), lasting(lane.mean_wait_s), plain(lane.largest_gpus, 9),
      big(lane.gpu_h)]),
  });
}

// Bars of one workload lie in as many rows as overlap; returns the number of rows and each bar's row.
function packed(bars) {
  const rowOf = new Map();
  const rows = [];
  for (const workload of [...new Set(bars.map((bar) => bar[1]))].sort((a, b) => a - b)) {
    const free = [];
    for (const bar of bars.filter((one) => one[1] === workload).sort((a, b) => a[2] - b[2])) {
      let row = free.findIndex((end) => end <= bar[2]);
      if (row === -1) {
        row = free.length < 12 ? free.push(0) - 1 : free.indexOf(Math.min(...free));
      }
      free[row] = Math.max(free[row], bar[3]);
      rowOf.set(bar, rows.length + row);
    }
    free.forEach((unused, i) => rows.push(i === 0 ? workloadName(workload) : ""));
  }
  return { rowOf, rows };
}

function gantt(parent) {
  const { bars, count } = result.jobs;
  if (bars.length === 0) {
    return;
  }
  const { rowOf, rows } = packed(bars);
  const height = Math.min(18, Math.max(5, 640 / rows.length));
  figure(parent, {
    id: "gantt", title: word("gantt.title"), height: 90 + height * rows.length,
    note: count > bars.length ? word("gantt.note_largest", { n: plain(bars.length), all: plain(count, 9) }) : word("gantt.note"),
    option: () => ({
      tooltip: { formatter: (at) => barText(bars[at.dataIndex]) },
      grid: { left: 8, right: 20, top: 12, bottom: 56, containLabel: true },
      xAxis: timeAxes(result, 1),
      yAxis: { type: "category", inverse: true, data: rows.map((unused, i) => i), splitLine: { show: false }, axisTick: { show: false },
        axisLabel: { interval: 0, width: 130, overflow: "truncate", formatter: (value, i) => rows[i] } },
      dataZoom: [{ type: "slider", xAxisIndex: 0, bottom: 6, height: 20, filterMode: "weakFilter", showDetail: false,
        borderColor: pageColor("line") }],
      series: [{ type: "custom", renderItem: drawBar(bars), encode: { x: [0, 1], y: 2 },
        data: bars.map((bar) => [timeOf(result, bar[2], 1), timeOf(result, bar[3], 1), rowOf.get(bar)]) }],
    }),
    table: () => ({ head: [word("jobs.job"), word("term.workload"), word("jobs.start"), word("jobs.lasted"), word("jobs.wait"), "GPU",
      word("jobs.interruptions"), word("jobs.status")], left: [1, 7],
      rows: bars.map((bar) => [plain(bar[0], 12), foreign(workloadName(bar[1])), momentText(bar[2]), lasting(bar[3] - bar[2]), lasting(bar[7]),
        plain(bar[4], 9), bar[5], word(`status.${bar[6]}`)]) }),
  });
}

// A job is a bar in the colour of its kind of work; one that faults stopped has a vermilion edge.
function drawBar(bars) {
  return (params, api) => {
    const bar = bars[params.dataIndex];
    const [left, top] = api.coord([api.value(0), api.value(2)]);
    const [right] = api.coord([api.value(1), api.value(2)]);
    const height = Math.max(2, api.size([0, 1])[1] * 0.78);
    const area = params.coordSys;
    const from = Math.max(left, area.x);
    const width = Math.min(right, area.x + area.width) - from;
    if (width <= 0) {
      return undefined;
    }
    const stopped = bar[5] > 0;
    return { type: "rect", shape: { x: from, y: top - height / 2, width: Math.max(width, 1), height, r: 1 },
      style: { fill: kindColor(result.workloads[bar[1]].kind), opacity: bar[6] === "finished" ? 0.85 : 0.5,
        stroke: stopped ? "#d55e00" : pageColor("card"), lineWidth: stopped ? 1.2 : 0.5 } };
  };
}

function barText(bar) {
  return el("div", {}, el("strong", {}, foreign(workloadName(bar[1])), ` #${bar[0]}`), el("br"),
    `${momentText(bar[2])} – ${momentText(bar[3])} (${lasting(bar[3] - bar[2])})`, el("br"),
    word("gantt.gpus", { n: plain(bar[4], 9), stopped: bar[5] }), el("br"), word("gantt.waited", { n: lasting(bar[7]) }));
}

// Every job, aggregated: a lane per workload, darker where it holds more GPUs.
function lanes(parent) {
  const { column_s, lanes: list } = result.jobs;
  if (list.length === 0) {
    return;
  }
  const names = list.map((lane) => workloadName(lane.workload));
  const most = largest(list, (lane) => largest(lane.gpus));
  const starts = list[0].gpus.map((unused, i) => momentText(i * column_s));
  figure(parent, {
    id: "lanes", title: word("lanes.title"), note: word("lanes.note"), height: 110 + 20 * list.length,
    option: () => ({
      tooltip: { formatter: (at) => stretchText(at.data, names, starts) },
      grid: { left: 8, right: 20, top: 12, bottom: 60, containLabel: true },
      xAxis: { type: "category", data: starts.map((text) => text.slice(0, 10)), axisLabel: { hideOverlap: true } },
      yAxis: { type: "category", inverse: true, data: names, axisLabel: { interval: 0, width: 130, overflow: "truncate" } },
      // The eye compares areas better than lengths of a scale: colours follow the square root.
      visualMap: { min: 0, max: Math.sqrt(most), dimension: 3, orient: "horizontal", left: "center", bottom: 0, itemHeight: 120, itemWidth: 12,
        text: [`${big(most)} GPU`, "0"], textStyle: { color: pageColor("ink") }, inRange: { color: heatColors() } },
      series: [{ type: "custom", renderItem: drawStretch, encode: { x: [0, 1], y: 2 }, data: list.flatMap((lane, y) => stretches(lane.gpus, y, most)) }],
    }),
    table: () => lanesTable(list, column_s),
  });
}

// [first column, last column, lane, square root of the mean]: columns of one shade are one rectangle, those without GPUs none.
function stretches(gpus, y, most) {
  const shade = (value) => Math.round(24 * Math.sqrt(value / (most || 1)));
  const list = [];
  for (let from = 0, to = 0; from < gpus.length; from = to) {
    for (to = from + 1; to < gpus.length && shade(gpus[to]) === shade(gpus[from]);) {
      to += 1;
    }
    if (shade(gpus[from]) > 0) {
      list.push([from, to - 1, y, Math.sqrt(sum(gpus.slice(from, to)) / (to - from))]);
    }
  }
  return list;
}

function drawStretch(params, api) {
  const [width, height] = api.size([1, 1]);
  const [left, middle] = api.coord([api.value(0), api.value(2)]);
  const [right] = api.coord([api.value(1), api.value(2)]);
  return { type: "rect", shape: { x: left - width / 2, y: middle - height / 2, width: right - left + width, height },
    style: { fill: api.visual("color") } };
}

function stretchText([from, to, y, root], names, starts) {
  const until = to > from ? ` – ${starts[to]}` : "";
  return el("div", {}, el("strong", {}, foreign(names[y])), el("br"), `${starts[from]}${until}: ${plain(root * root, 4)} GPU`);
}

function lanesTable(list, column) {
  const per = 10;
  const columns = Array.from({ length: Math.ceil(list[0].gpus.length / per) }, (unused, i) => i * per);
  return { head: [word("term.workload"), ...columns.map((from) => dayText(from * column))],
    rows: list.map((lane) => [foreign(workloadName(lane.workload)),
      ...columns.map((from) => plain(Math.round(sum(lane.gpus.slice(from, from + per)) / lane.gpus.slice(from, from + per).length), 6))]) };
}

function waits(parent) {
  const counts = result.jobs.waits;
  const total = sum(counts);
  if (total === 0) {
    return;
  }
  const names = counts.map((unused, i) => word(`wait.${i}`));
  figure(parent, {
    id: "waits", title: word("waits.title"), note: word("waits.note"), height: 240,
    option: () => ({
      tooltip: { trigger: "axis", axisPointer: { type: "shadow" }, valueFormatter: (value) => percent(value) },
      grid: { left: 8, right: 20, top: 16, bottom: 8, containLabel: true },
      xAxis: { type: "category", data: names, axisLabel: { interval: 0, rotate: state.width < 600 ? 40 : 0 } },
      yAxis: { type: "value", axisLabel: { formatter: (value) => percent(value) } },
      series: [{ type: "bar", name: word("waits.share"), data: counts.map((count) => count / total), barMaxWidth: 48, itemStyle: { color: "#0072b2" } }],
    }),
    table: () => ({ head: [word("waits.wait"), word("jobs.jobs"), word("waits.share")],
      rows: counts.map((count, i) => [names[i], plain(count, 9), percent(count / total)]) }),
  });
}
