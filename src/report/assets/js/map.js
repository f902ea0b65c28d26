// Where the sites are: a drawing, without map tiles.

// South Korea and Jeju as coarse polygons [longitude, latitude]: capes, river mouths and coastal cities joined by straight
// lines. It shows where things are, and is no map to measure on.
const mainland = [[126.37, 37.82], [126.68, 37.95], [126.95, 38.15], [127.15, 38.30], [127.75, 38.33], [128.10, 38.38],
  [128.36, 38.61], [128.60, 38.20], [128.95, 37.78], [129.20, 37.38], [129.40, 37.05], [129.42, 36.70], [129.38, 36.15],
  [129.57, 36.05], [129.50, 35.65], [129.36, 35.35], [129.20, 35.15], [128.95, 35.05], [128.75, 34.80], [128.45, 34.82],
  [128.05, 34.75], [127.90, 34.90], [127.75, 34.62], [127.50, 34.72], [127.35, 34.45], [127.05, 34.45], [126.75, 34.32],
  [126.52, 34.30], [126.25, 34.55], [126.38, 34.80], [126.28, 35.10], [126.45, 35.45], [126.50, 35.65], [126.72, 35.80],
  [126.55, 36.02], [126.50, 36.35], [126.30, 36.60], [126.15, 36.75], [126.35, 36.95], [126.80, 36.97], [126.72, 37.25],
  [126.60, 37.48], [126.45, 37.62]];
const jeju = [[126.16, 33.35], [126.55, 33.53], [126.93, 33.48], [126.85, 33.32], [126.55, 33.23], [126.25, 33.22]];
const isKorea = (place) => place.longitude > 124 && place.longitude < 132 && place.latitude > 33 && place.latitude < 39;

// Longitudes shrink towards the pole: one degree of them is so many degrees of latitude.
const stretch = (latitude) => Math.cos((latitude * Math.PI) / 180);

// Sites with a place, those of one climate spread around it so that none hides another.
function placedSites() {
  const placed = result.sites.map((site, i) => {
    const place = (result.places || []).find((candidate) => candidate.site === site.name);
    return place && Number.isFinite(place.latitude) && place.latitude !== null ? { site, index: i, place } : undefined;
  }).filter((one) => one !== undefined);
  for (const one of placed) {
    const beside = placed.filter((other) => other.place.climate === one.place.climate);
    const turn = (2 * Math.PI * beside.indexOf(one)) / beside.length;
    const away = beside.length > 1 ? 0.14 + 0.02 * beside.length : 0;
    one.x = one.place.longitude + (away * Math.cos(turn)) / stretch(one.place.latitude);
    one.y = one.place.latitude + away * Math.sin(turn);
  }
  return placed;
}

function siteMap(parent) {
  const placed = placedSites();
  if (placed.length > 0) {
    const korea = placed.every((one) => isKorea(one.place));
    parent.append(el("figure", { id: "figure-map" },
      el("figcaption", {}, el("h3", {}, word("map.title")), el("p", {}, word(korea ? "map.note" : "map.note_abroad"))),
      el("div", { class: "map-beside" }, el("div", { class: "drawing" }, mapDrawing(placed, korea)), siteTable())));
  } else {
    parent.append(siteTable());
  }
}

function mapDrawing(placed, korea) {
  const points = korea ? [...mainland, ...jeju] : placed.map((one) => [one.x, one.y]);
  const middle = stretch(sum(points, ([, y]) => y) / points.length);
  const xs = points.map(([x]) => x * middle);
  const ys = points.map(([, y]) => y);
  const margin = korea ? 0.35 : 1;
  const left = Math.min(...xs) - margin;
  const top = Math.max(...ys) + margin;
  const width = Math.max(...xs) - left + margin;
  const height = top - Math.min(...ys) + margin;
  const scale = 100;
  const at = (x, y) => [(x * middle - left) * scale, (top - y) * scale];
  const path = (ring) => `M${ring.map(([x, y]) => at(x, y).map((v) => v.toFixed(1)).join(" ")).join("L")}Z`;
  const picture = svg("svg", { viewBox: `0 0 ${(width * scale).toFixed(0)} ${(height * scale).toFixed(0)}`, role: "img",
    "aria-label": word("map.title") });
  if (korea) {
    picture.append(svg("path", { d: path(mainland), class: "land" }), svg("path", { d: path(jeju), class: "land" }));
  }
  const most = largest(placed, (one) => one.site.gpus) || 1;
  for (const one of [...placed].sort((a, b) => b.site.gpus - a.site.gpus)) {
    const [x, y] = at(one.x, one.y);
    const radius = 5 + 15 * Math.sqrt(one.site.gpus / most);
    const color = colorOf(Math.max(0, result.operators.findIndex((op) => op.name === one.site.operator)));
    const number = svg("text", { x, y: y + 4, class: "site-number" }, String(one.index + 1));
    picture.append(svg("g", { class: "site" }, svg("title", {}, `${said(one.site.title)}: ${plain(one.site.gpus, 9)} GPU`),
      svg("circle", { cx: x, cy: y, r: Math.max(radius, 8), fill: color }), number));
  }
  return picture;
}

function siteTable() {
  const title = (name) => said((result.operators.find((op) => op.name === name) || { short: [name, name] }).short);
  const swatch = (site) => el("span", { class: "swatch", style: `background:${colorOf(Math.max(0, result.operators.findIndex((op) => op.name === site.operator)))}` });
  return table({
    label: word("map.title"), left: [1],
    head: [word("term.site"), word("term.operator"), word("term.gpus"), word("map.feed"), word("map.peak"), word("kpi.energy"), "PUE"],
    rows: result.sites.map((site, i) => [el("span", {}, `${i + 1}. `, foreign(said(site.title))),
      el("span", {}, swatch(site), foreign(title(site.operator))), plain(site.gpus, 9), power(site.feed_w),
      power(site.utility.peak_facility_power_w), energy(gridEnergy(site.utility)), fixed(site.utility.pue, 2)]),
  });
}
