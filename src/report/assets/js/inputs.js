// What the figures rest on: what was assumed, and every number of the catalog with its source and grade.

const gradeOf = (source) => {
  if (source === "") {
    return "estimate";
  }
  const reference = result.references[source];
  return reference === undefined ? "scenario" : reference.grade;
};
const badge = (grade) => el("span", { class: `badge ${grade.split("-")[0]}` }, hasWord(`grade.${grade}`) ? word(`grade.${grade}`) : grade);

function assumptions(parent) {
  const { statements, numbers } = result;
  if (numbers === undefined) {
    return;
  }
  const counts = new Map();
  numbers.forEach((number) => counts.set(gradeOf(number[5]), (counts.get(gradeOf(number[5])) || 0) + 1));
  parent.append(el("p", {}, word("inputs.count", { assumed: plain(statements.filter((one) => one.assumed).length, 9),
    numbers: plain(numbers.length, 9), estimates: plain(counts.get("estimate") || 0, 9) })),
    el("ul", { class: "grades" }, [...counts].sort((a, b) => b[1] - a[1]).map(([grade, count]) => el("li", {}, badge(grade), ` ${plain(count, 9)} `,
      hasWord(`grade.${grade}.help`) ? word(`grade.${grade}.help`) : ""))));
  if (statements.length > 0) {
    parent.append(folded("statements", word("inputs.scenario", { n: statements.length }), statementTable));
  }
  const estimates = numbers.filter((number) => number[5] === "");
  if (estimates.length > 0) {
    parent.append(folded("estimates", word("inputs.estimates", { n: estimates.length }), () => numberTable(estimates)));
  }
  const sourced = numbers.filter((number) => number[5] !== "");
  if (sourced.length > 0) {
    parent.append(folded("sourced", word("inputs.sourced", { n: sourced.length }), () => numberTable(sourced)));
  }
}

// A long table behind its heading, made when it is first opened, with a field that filters its rows.
function folded(id, title, content) {
  const details = el("details", { class: "fold", id: `fold-${id}` }, el("summary", {}, title));
  details.addEventListener("toggle", () => {
    if (details.open && details.querySelector("table") === null) {
      const body = content();
      const box = table(body);
      const filter = el("input", { type: "search", placeholder: word("inputs.filter"), "aria-label": word("inputs.filter"),
        oninput: (event) => {
          const wanted = event.target.value.toLowerCase();
          box.querySelectorAll("tbody tr").forEach((row) => { row.hidden = !row.textContent.toLowerCase().includes(wanted); });
        } });
      details.append(el("div", { class: "controls" }, filter, el("button", { type: "button", class: "small",
        onclick: () => download(`${id}.csv`, "text/csv", csvOf(body)) }, word("figure.csv"))), box);
    }
  });
  return details;
}

function statementTable() {
  return { label: word("inputs.scenario", { n: "" }), left: [1, 2, 3, 4],
    head: [word("inputs.where"), word("inputs.kind"), word("inputs.value"), word("inputs.grade"), word("inputs.note")],
    rows: result.statements.map((one) => [foreign(one.path), word(`inputs.kind.${one.kind}`), foreign(one.kind === "workload" ? kindName(one.value) : one.value),
      badge(one.assumed ? "assumed" : "stated"), foreign(one.note)]) };
}

function numberTable(numbers) {
  return { label: word("section.assumptions"), left: [1, 2, 3, 4, 5],
    head: [word("inputs.entry"), word("inputs.quantity"), word("inputs.value"), word("inputs.range"), word("inputs.grade"), word("inputs.source")],
    rows: numbers.map(([entry, title, path, value, range, source, note]) => [el("span", { title }, foreign(entry || "–")), foreign(path), foreign(value),
      foreign(range), badge(gradeOf(source)), sourceCell(source, note)]) };
}

function sourceCell(source, note) {
  const reference = result.references[source];
  const text = reference === undefined ? (source === "" || source === "scenario" ? "" : source)
    : `${reference.authors}, ${reference.title} (${reference.year})`;
  return el("span", {}, text === "" ? undefined : foreign(text), reference && reference.url ? el("span", { class: "url" }, " ", foreign(reference.url)) : undefined,
    note === "" ? undefined : el("span", { class: "faint" }, text === "" ? "" : " · ", foreign(note)));
}
