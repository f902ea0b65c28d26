// Colours that people with any kind of colour vision can tell apart (after Okabe and Ito); shades belong together.

const palette = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#8c6bb1", "#a6761d", "#7f8c8d",
  "#b8b000"];
const colorOf = (index) => palette[index % palette.length];

// What a GPU's hour went into, in the order of the model's uses, gathered into what an analyst asks for.
const useGroups = [
  { key: "use.training", uses: [0], color: "#0072b2" },
  { key: "use.overhead", uses: [1, 2, 3], color: "#56b4e9" },
  { key: "use.starved", uses: [4], color: "#a9d6f5" },
  { key: "use.batch", uses: [5], color: "#009e73" },
  { key: "use.serving", uses: [6], color: "#e69f00" },
  { key: "use.headroom", uses: [7], color: "#f6d08a" },
  { key: "use.sessions", uses: [8], color: "#cc79a7" },
  { key: "use.tenants", uses: [9], color: "#8c6bb1" },
  { key: "use.spare", uses: [10], color: "#b9c0c7" },
  { key: "use.queue_idle", uses: [11], color: "#8f979e" },
  { key: "use.demand_idle", uses: [12], color: "#d7dbdf" },
  { key: "use.down", uses: [13], color: "#d55e00" },
];
const bounds = [
  { key: "bound.power", color: "#d55e00" },
  { key: "bound.fabric", color: "#56b4e9" },
  { key: "bound.memory", color: "#0072b2" },
  { key: "bound.failures", color: "#cc79a7" },
  { key: "bound.queue", color: "#8f979e" },
  { key: "bound.data", color: "#009e73" },
  { key: "bound.demand", color: "#c9ced3" },
  { key: "bound.pipeline", color: "#e69f00" },
];
const busyUses = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

const kinds = ["training", "driving_cycle", "service", "batch", "sessions", "tenants", "trace"];
const kindColors = { training: "#0072b2", driving_cycle: "#56b4e9", service: "#e69f00", batch: "#009e73",
  sessions: "#cc79a7", tenants: "#8c6bb1", trace: "#a6761d" };
const kindColor = (kind) => kindColors[kind] || "#7f8c8d";
const kindName = (kind) => (hasWord(`kind.${kind}`) ? word(`kind.${kind}`) : kind);

// From nothing to most: away from the colour of the page.
const heatColors = () => (document.documentElement.dataset.theme === "dark" ? ["#1b2229", "#0b4f7a", "#2b8cc4", "#a8dcff"]
  : ["#ffffff", "#9ecae1", "#0072b2", "#08306b"]);

// Colours of the page itself, from its style sheet, so that charts follow the theme.
const pageColors = new Map();
function pageColor(name) {
  if (!pageColors.has(name)) {
    pageColors.set(name, getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim());
  }
  return pageColors.get(name);
}

function wear(theme) {
  document.documentElement.dataset.theme = theme;
  pageColors.clear();
}
