// Bundles the chart library for reports: src/report/assets/charts.min.js, its licences and its checksum.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import path from "node:path";
import { build } from "esbuild";

const here = path.dirname(fileURLToPath(import.meta.url));
const assets = path.join(here, "../../src/report/assets");
const module = (name) => readFileSync(path.join(here, "node_modules", name), "utf-8").trim();

const { outputFiles } = await build({
  entryPoints: [path.join(here, "charts.js")],
  bundle: true,
  minify: true,
  format: "iife",
  globalName: "charts",
  target: "es2020",
  charset: "ascii",
  legalComments: "none",
  define: { "process.env.NODE_ENV": '"production"' },
  write: false,
});

const versions = ["echarts", "zrender", "tslib"].map((name) => `${name} ${JSON.parse(module(`${name}/package.json`)).version}`);
const banner = `/*! ${versions.join(", ")}. Licences: src/report/assets/LICENSE.charts.txt */\n`;
const bundle = banner + outputFiles[0].text.trim() + "\n";
if (/<\/script|<!--/i.test(bundle)) {
  throw new Error("the bundle would end the script element that holds it");
}
writeFileSync(path.join(assets, "charts.min.js"), bundle);

const licences = [
  "Parts of charts.min.js, which every report carries.",
  `== Apache ECharts (Apache License 2.0), NOTICE\n\n${module("echarts/NOTICE")}`,
  `== Apache ECharts, LICENSE\n\n${module("echarts/LICENSE")}`,
  `== Apache ECharts, parts from D3 (BSD 3-Clause)\n\n${module("echarts/licenses/LICENSE-d3")}`,
  `== zrender (BSD 3-Clause)\n\n${module("zrender/LICENSE")}`,
  `== tslib (0BSD)\n\n${module("tslib/LICENSE.txt")}`,
];
const clean = licences.join("\n\n\n").replace(/\r/g, "").replace(/[ \t]+$/gm, "");
writeFileSync(path.join(assets, "LICENSE.charts.txt"), clean + "\n");

const sum = createHash("sha256").update(bundle).digest("hex");
writeFileSync(path.join(assets, "charts.min.js.sha256"), `${sum}  charts.min.js\n`);
console.log(`${bundle.length} bytes, sha256 ${sum}`);
