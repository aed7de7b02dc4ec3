// Builds the page out of nodes and text. Nothing is ever parsed as markup: names come from clusters and charts.

const SVG = "http://www.w3.org/2000/svg";

export const $ = id => document.getElementById(id);

/** An element; attributes whose value is null or undefined are left out, functions become listeners. */
export function el(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

/** An element of a picture. */
export function svg(name, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, name), attributes, children);
}

function fill(node, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(key, value);
    else if (value !== null && value !== undefined) node.setAttribute(key, value);
  }
  node.append(...children.filter(child => child !== null && child !== undefined));
  return node;
}

/** Writes text only where it changed, so that screen readers and selections are left in peace. */
export function say(id, text) {
  const node = typeof id === "string" ? $(id) : id;
  if (node.textContent !== text) node.textContent = text;
}

const UNITS = [[86400, "d"], [3600, "h"], [60, "min"], [1, "s"]];

/** A length of time in one unit, two where the first is small: "42 s", "3 min", "2 d 4 h". */
export function duration(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const at = UNITS.findIndex(([size]) => whole >= size);
  if (at < 0) return "0 s";
  const [size, unit] = UNITS[at];
  const first = Math.floor(whole / size);
  const text = `${first} ${unit}`;
  if (at >= 2 || first >= 10) return text;
  const second = Math.floor((whole % size) / UNITS[at + 1][0]);
  return second > 0 ? `${text} ${second} ${UNITS[at + 1][1]}` : text;
}

const MOMENT = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
const FULL = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeStyle: "long" });
const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const HOUR = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });

export const moment = text => MOMENT.format(new Date(text));
export const full = text => FULL.format(new Date(text));
export const day = text => DAY.format(new Date(text));
export const hour = text => HOUR.format(new Date(text));

export const count = (number, one, many = `${one}s`) => `${number.toLocaleString("en-GB")} ${number === 1 ? one : many}`;

/** A time as people read it, with the whole of it for those who ask. */
export function timeOf(text, shown = moment(text)) {
  return el("time", { datetime: text, title: full(text) }, shown);
}
