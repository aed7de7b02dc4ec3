// The snapshots as a picture: how many releases each holds, and below how much changed. One tab stop; arrows move along the snapshots.

import { svg, moment, day, hour, count } from "./dom.js";

const HEIGHT = 232, LEFT = 40, RIGHT = 14, TOP = 14, FLOOR = 150, BARS = 202, LABELS = 224;

/** What a snapshot is in words; the text alternative of its point. */
export function describe(one) {
  const parts = [`Snapshot ${one.id}`, moment(one.time), count(one.releases, "release")];
  if (one.changes) {
    const { added, removed, changed } = one.changes;
    const told = [[added, "added"], [changed, "changed"], [removed, "removed"]].filter(([n]) => n > 0).map(([n, what]) => `${n} ${what}`);
    parts.push(told.length ? told.join(", ") : "nothing changed");
  } else if (one.before) parts.push("changes not counted yet");
  if (one.suspect) parts.push(`suspect: ${one.suspect}`);
  return parts.join(" · ");
}

/** Round steps up to a largest figure, at most four of them. */
function steps(largest) {
  const rough = Math.max(1, largest / 3), power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.ceil([1, 2, 5, 10].map(n => n * power).find(n => n >= rough));
  return Array.from({ length: Math.ceil(Math.max(1, largest) / step) + 1 }, (_, i) => i * step);
}

/**
 * Draws snapshots.
 * @param current Name of the one that the tab key reaches.
 * @param on Told of the one that has the focus, and of the one that is chosen.
 */
export function draw(width, snapshots, current, on) {
  const ticks = steps(Math.max(...snapshots.map(one => one.releases)));
  const gap = (width - LEFT - RIGHT) / snapshots.length;
  const x = at => LEFT + gap * (at + 0.5);
  const y = figure => FLOOR - (figure / ticks.at(-1)) * (FLOOR - TOP);
  const picture = svg("svg", { viewBox: `0 0 ${width} ${HEIGHT}`, width, height: HEIGHT, role: "group", "aria-label": "Snapshots, the oldest first; arrow keys move, Enter shows what changed" });
  for (const tick of ticks) {
    picture.append(svg("line", { class: "grid", x1: LEFT, x2: width - RIGHT, y1: y(tick), y2: y(tick) }),
      svg("text", { class: "axis", x: LEFT - 8, y: y(tick) + 4, "text-anchor": "end", "aria-hidden": "true" }, `${tick}`));
  }
  picture.append(...curve(snapshots, x, y), ...labels(snapshots, x, width));
  const most = Math.max(1, ...snapshots.map(one => total(one.changes)));
  const points = snapshots.map((one, at) => point(one, x(at), y(one.releases), gap, most, one.id === current, on));
  points.forEach((node, at) => node.addEventListener("keydown", event => {
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: points.length - 1 }[event.key];
    if (to === undefined || !points[to]) return;
    event.preventDefault();
    points[at].setAttribute("tabindex", "-1");
    points[to].setAttribute("tabindex", "0");
    points[to].focus();
  }));
  picture.append(...points);
  return picture;
}

const total = changes => (changes ? changes.added + changes.removed + changes.changed : 0);

function curve(snapshots, x, y) {
  const line = snapshots.map((one, at) => `${at ? "L" : "M"}${x(at).toFixed(1)} ${y(one.releases).toFixed(1)}`).join("");
  const area = `${line}L${x(snapshots.length - 1).toFixed(1)} ${FLOOR}L${x(0).toFixed(1)} ${FLOOR}Z`;
  return [svg("path", { class: "area", d: area }), svg("path", { class: "curve", d: line })];
}

/** Dates where they change, hours between, as many as there is room for. */
function labels(snapshots, x, width) {
  const every = Math.max(1, Math.ceil(snapshots.length / Math.max(1, Math.floor((width - LEFT) / 92))));
  let last = "";
  return snapshots.flatMap((one, at) => {
    if (at % every !== 0) return [];
    const date = day(one.time), text = date === last ? hour(one.time) : date;
    last = date;
    return [svg("text", { class: "axis", x: x(at), y: LABELS, "text-anchor": at === 0 && snapshots.length > 4 ? "start" : "middle", "aria-hidden": "true" }, text)];
  });
}

function point(one, x, y, gap, most, isCurrent, on) {
  const node = svg("g", { class: one.suspect ? "point suspect" : "point", role: "button", tabindex: isCurrent ? "0" : "-1", "aria-label": describe(one), "data-id": one.id });
  node.append(svg("rect", { class: "hit", x: x - gap / 2, y: 4, width: gap, height: BARS - 2, rx: 4 }), ...bars(one.changes, x, gap, most));
  if (one.suspect) node.append(svg("path", { class: "mark", d: `M${x} ${y - 8}L${x + 8} ${y}L${x} ${y + 8}L${x - 8} ${y}Z` }), svg("path", { class: "bang", d: `M${x} ${y - 4}V${y + 0.5}M${x} ${y + 3.4}V${y + 3.6}` }));
  else node.append(svg("circle", { class: "mark", cx: x, cy: y, r: Math.min(4.5, Math.max(2, gap / 3)) }));
  node.addEventListener("focus", () => on.focus(one));
  node.addEventListener("pointerenter", () => on.focus(one));
  node.addEventListener("click", () => on.choose(one));
  node.addEventListener("keydown", event => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    on.choose(one);
  });
  return node;
}

function bars(changes, x, gap, most) {
  const wide = Math.max(1.5, Math.min(14, gap * 0.62)), high = BARS - FLOOR - 10;
  let floor = BARS;
  return !changes ? [] : ["added", "changed", "removed"].filter(kind => changes[kind] > 0).map(kind => {
    const size = Math.max(3, (changes[kind] / most) * high);
    floor -= size;
    return svg("rect", { class: `bar ${kind}`, x: x - wide / 2, y: floor, width: wide, height: Math.max(2, size - 1), rx: 1 });
  });
}
