// What the model leaves out, and how to get the same figures again.

function modelLimits(parent) {
  const keys = Object.keys(words).filter((key) => /^limits\.\d+$/.test(key));
  parent.append(el("ul", { class: "plain" }, keys.map((key) => el("li", {}, word(key)))));
}

const remarksOf = (of) => [...of.remarks, ...of.workloads.filter((one) => one.remark !== "").map((one) => `${one.name}: ${one.remark}`)];

function remarks(parent) {
  const lines = remarksOf(result);
  if (lines.length > 0) {
    parent.append(el("ul", { class: "plain" }, lines.map((line) => el("li", {}, foreign(line)))));
  }
}

const safeName = (name) => name.replace(/[^A-Za-z0-9._-]+/g, "-").slice(0, 60) || "scenario";

function reproduce(parent) {
  const { provenance } = result;
  const file = `${safeName(result.name)}-resolved.yaml`;
  const command = `aifactory run ${file} -o out --report`;
  const facts = [["reproduce.version", `aifactory ${provenance.version} (${provenance.git_hash}), SimGrid ${provenance.simgrid_version}`],
    ["reproduce.scenario", provenance.scenario_sha256], ["reproduce.catalog", provenance.catalog_hash], ["reproduce.seed", provenance.seed],
    ["reproduce.fingerprint", provenance.fingerprint], ["reproduce.events", plain(provenance.events, 15)]];
  parent.append(el("p", {}, word("reproduce.how")), el("pre", { class: "command", tabindex: "0" }, el("code", {}, command)),
    result.resolved_yaml ? el("p", {}, el("button", { type: "button", onclick: () => download(file, "application/yaml", result.resolved_yaml) },
      word("reproduce.download", { file, size: bytes(new Blob([result.resolved_yaml]).size, 3) }))) : undefined,
    el("dl", { class: "facts" }, facts.flatMap(([key, value]) => [el("dt", {}, word(key)), el("dd", {}, foreign(value))])),
    el("p", { class: "faint" }, word("reproduce.note")));
}
