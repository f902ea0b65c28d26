// Where the time of a training step goes.

function trainingSteps(parent) {
  const list = result.steps || [];
  if (list.length === 0) {
    return;
  }
  const parts = [["step.compute", "compute", "#0072b2"], ["step.memory", "memory", "#009e73"], ["step.communication", "communication", "#e69f00"],
    ["step.bubble", "bubble", "#cc79a7"]];
  figure(parent, {
    id: "steps", title: word("steps.title"), note: word("steps.note"), height: 110 + 26 * list.length,
    option: () => shareBars(list.map((step) => step.workload), parts.map(([key, field, color]) => ({ name: word(key), color,
      data: list.map((step) => step[field]) })), 1),
    table: () => ({ head: [word("term.workload"), ...parts.map(([key]) => word(key))],
      rows: list.map((step) => [foreign(step.workload), ...parts.map(([, field]) => percent(step[field]))]) }),
  });
  parent.append(table({
    label: word("steps.title"), left: [1, 2],
    head: [word("term.workload"), word("steps.model"), word("term.pool"), "GPU", word("steps.time"), word("steps.rate"), "MFU", word("steps.memory")],
    rows: list.map((step) => [foreign(step.workload), foreign(step.model), foreign(`${step.site}/${step.pool}`), plain(step.gpus, 9),
      lasting(step.step_s), big(step.tokens_per_s / step.gpus), percent(step.mfu), bytes(step.memory_byte)]),
  }));
}
