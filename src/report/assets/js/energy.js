// Where the energy went: from the grid through operators and buildings to the work.

// Flows [from, to, joules] with keys; names are looked up in `flowName`.
function energyFlows() {
  const flows = [];
  const add = (from, to, joules) => joules > 1e-6 * result.totals.utility.facility_energy_j && flows.push([from, to, joules]);
  const several = result.operators.length > 1;
  for (const op of several ? result.operators : [Object.assign({ name: "" }, { utility: result.totals.utility })]) {
    const from = several ? `op:${op.name}` : "grid";
    const { utility } = op;
    const grid = gridEnergy(utility);
    const sources = several || utility.solar_energy_j > 0;
    const into = sources && !several ? "site" : from;
    if (sources) {
      add("grid", into, grid);
      add("solar", into, utility.solar_energy_j || 0);
      add(into, "battery", (utility.battery_in_j || 0) - (utility.battery_out_j || 0));
    }
    add(into, "it", utility.it_energy_j);
    add(into, "cooling", utility.cooling_energy_j);
    add(into, "losses", utility.loss_energy_j);
    add(into, "house", utility.house_energy_j);
  }
  const nodes = sum(result.pools, (pool) => pool.node_energy_j);
  let working = 0;
  for (const kind of [...new Set(result.workloads.map((workload) => workload.kind))]) {
    const joules = sum(result.workloads.filter((workload) => workload.kind === kind), (workload) => workload.node_energy_j);
    working += joules;
    add("it", `kind:${kind}`, joules);
  }
  add("it", "idle", nodes - working);
  add("it", "network", result.totals.utility.it_energy_j - nodes);
  return flows;
}

function flowName(key) {
  if (key.startsWith("op:")) {
    return said(result.operators.find((op) => op.name === key.slice(3)).short);
  }
  return key.startsWith("kind:") ? kindName(key.slice(5)) : word(`flow.${key}`);
}

function flowColor(key) {
  const fixedColors = { grid: "#7f8c8d", it: "#4d5d6c", cooling: "#56b4e9", losses: "#d55e00", house: "#a6761d", idle: "#b9c0c7",
    network: "#8f979e",
    site: "#7f8c8d", solar: "#b8b000", battery: "#8c6bb1" };
  if (key.startsWith("op:")) {
    return colorOf(result.operators.findIndex((op) => op.name === key.slice(3)));
  }
  return key.startsWith("kind:") ? kindColor(key.slice(5)) : fixedColors[key];
}

function energySection(parent) {
  const flows = energyFlows();
  if (flows.length === 0) {
    return;
  }
  const keys = [...new Set(flows.flatMap(([from, to]) => [from, to]))];
  const total = result.totals.utility.facility_energy_j;
  // A source is as large as what leaves it, everything else as what enters it.
  const into = (key) => {
    const entering = flows.filter(([, to]) => to === key);
    return sum(entering.length > 0 ? entering : flows.filter(([from]) => from === key), ([, , joules]) => joules);
  };
  figure(parent, {
    id: "energy", title: word("energy.title"), note: word("energy.note"), height: 460,
    option: () => {
      const narrow = state.width < 600;
      return {
        tooltip: { formatter: (at) => (at.dataType === "edge"
          ? el("span", {}, `${flowName(at.data.source)} → ${flowName(at.data.target)}: ${energy(at.data.value)} (${percent(at.data.value / total)})`)
          : el("span", {}, `${flowName(at.name)}: ${energy(into(at.name))} (${percent(into(at.name) / total)})`)) },
        series: [{ type: "sankey", left: 4, right: narrow ? 104 : 220, top: 12, bottom: 12, nodeWidth: 14, nodeGap: narrow ? 8 : 12,
          draggable: false, nodeAlign: "justify", layoutIterations: 64, emphasis: { focus: "adjacency" },
          label: { color: pageColor("ink"), fontSize: narrow ? 10 : 12, width: narrow ? 96 : 230, overflow: "truncate",
            formatter: (at) => (narrow ? flowName(at.name) : `${flowName(at.name)}  ${energy(into(at.name), 3)}`) },
          lineStyle: { color: "gradient", opacity: 0.35, curveness: 0.5 },
          data: keys.map((name) => ({ name, itemStyle: { color: flowColor(name), borderWidth: 0 } })),
          links: flows.map(([source, target, value]) => ({ source, target, value })) }],
      };
    },
    table: () => ({ head: [word("flow.from"), word("flow.to"), word("flow.energy"), word("flow.share")], left: [1],
      rows: flows.map(([from, to, joules]) => [foreign(flowName(from)), foreign(flowName(to)), energy(joules), percent(joules / total)]) }),
  });
}
