// Numbers as people read them: three or four significant digits, thousands separators, a scale and a unit.

const thin = "\u202f";
const joiner = "\u2060"; // no line ends between a percent sign and a Korean particle
const prefixes = [[1e18, "E"], [1e15, "P"], [1e12, "T"], [1e9, "G"], [1e6, "M"], [1e3, "k"], [1, ""]];
const scales = [
  [[1e15, "quadrillion"], [1e12, "trillion"], [1e9, "billion"], [1e6, "million"]],
  [[1e16, "경"], [1e12, "조"], [1e8, "억"], [1e4, "만"]],
];

// `digits` significant digits, but whole numbers are not cut; "–" for what is not a number.
function plain(value, digits = 4) {
  if (value === null || value === undefined || !Number.isFinite(value)) {
    return "–";
  }
  if (value === 0) {
    return "0";
  }
  const magnitude = Math.floor(Math.log10(Math.abs(value)));
  const decimals = Math.min(12, Math.max(0, digits - 1 - magnitude));
  const text = value.toFixed(decimals);
  const [whole, fraction] = text.split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  const rest = fraction === undefined ? "" : fraction.replace(/0+$/, "");
  return rest === "" ? grouped : `${grouped}.${rest}`;
}

const fixed = (value, decimals) => {
  if (value === null || value === undefined || !Number.isFinite(value)) {
    return "–";
  }
  const [whole, fraction] = value.toFixed(decimals).split(".");
  return whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",") + (fraction === undefined ? "" : `.${fraction}`);
};

// "340.3 MW"; `least` is how much must be left of the unit.
function metric(value, unit, digits = 4, least = 1) {
  if (value === null || !Number.isFinite(value)) {
    return "–";
  }
  const [factor, prefix] = prefixes.find(([scale]) => Math.abs(value) >= least * scale) || [1, ""];
  return `${plain(value / factor, digits)} ${prefix}${unit}`;
}

const power = (watts, digits) => metric(watts, "W", digits);
const energy = (joules, digits) => metric(joules / 3600, "Wh", digits);
const bytes = (value, digits = 3) => metric(value, "B", digits);

// "13.4 quadrillion", "1.34경".
function big(value, digits = 3) {
  if (value === null || !Number.isFinite(value)) {
    return "–";
  }
  const scale = Math.abs(value) < 1e5 ? undefined
    : scales[state.language].find(([factor]) => Math.abs(value) >= factor);
  if (scale === undefined) {
    return plain(value, Math.max(digits, 4));
  }
  const space = state.language === 0 ? " " : "";
  return `${plain(value / scale[0], digits)}${space}${scale[1]}`;
}

const money = (won, digits = 4) => (state.language === 0 ? `${big(won, digits)} KRW` : `${big(won, digits)} 원`);
const tonnes = (kilograms) => `${big(kilograms / 1000, 4)} tCO₂`;
const cubicMetres = (value) => `${big(value, 3)} m³`;
const hoursText = (value) => word("unit.gpu_hours", { n: big(value) });

function percent(share, digits = 3) {
  if (share === null || !Number.isFinite(share)) {
    return "–";
  }
  const value = 100 * share;
  return `${plain(value, Math.abs(value) < 1 ? 2 : digits)}${thin}%${joiner}`;
}

// A length of time in the unit that suits it.
function lasting(seconds, digits = 3) {
  if (seconds === 0) {
    return "0";
  }
  const units = [[86400 * 2, 86400, "unit.days"], [3600, 3600, "unit.hours"], [60, 60, "unit.minutes"],
    [1, 1, "unit.seconds"]];
  const [, factor, key] = units.find(([from]) => Math.abs(seconds) >= from) || [0, 1e-3, "unit.milliseconds"];
  return word(key, { n: plain(seconds / factor, digits) });
}

const pad = (value) => String(value).padStart(2, "0");

// Local time of the scenario, which has one offset all year.
function moment(seconds, of = result) {
  const date = new Date(1000 * (of.start_utc_s + of.offset_s + seconds));
  return {
    day: `${date.getUTCFullYear()}-${pad(date.getUTCMonth() + 1)}-${pad(date.getUTCDate())}`,
    clock: `${pad(date.getUTCHours())}:${pad(date.getUTCMinutes())}`,
  };
}
const dayText = (seconds, of) => moment(seconds, of).day;
const momentText = (seconds, of) => {
  const at = moment(seconds, of);
  return `${at.day} ${at.clock}`;
};

// Scale and unit of a whole chart: [divisor, "MWh"].
function metricScale(most, unit) {
  const [factor, prefix] = prefixes.find(([scale]) => most >= scale) || [1, ""];
  return [factor, `${prefix}${unit}`];
}
function bigScale(most) {
  const scale = most < 1e5 ? undefined : scales[state.language].find(([factor]) => most >= factor);
  return scale === undefined ? [1, ""] : scale;
}
