import { $, el, say, duration, moment, full, count, timeOf } from "./dom.js";
import { draw, describe } from "./chart.js";

const PERIOD = 15000, WINDOW = 60, ROWS = 200, KEY = "releasemanager-token";

const held = { status: null, snapshots: [], releases: [], shown: null, end: null, picked: null, all: false, skew: 0, failing: false };

// Asking

class Refused extends Error {}

async function ask(path) {
  const token = sessionStorage.getItem(KEY);
  let answer;
  try {
    answer = await fetch(path, { headers: token ? { Authorization: `Bearer ${token}` } : {}, cache: "no-store", credentials: "omit", signal: AbortSignal.timeout(30000) });
  } catch {
    throw new Error("The daemon does not answer. It may be restarting, or the port-forward has ended.");
  }
  if (answer.ok) return answer.json();
  const text = (await answer.text()).trim();
  throw answer.status === 401 ? new Refused(text) : new Error(text || `The daemon answered ${answer.status}.`);
}

let running = null;

/** Looks for what is new; of several calls at a time one looks. */
function refresh() {
  running ??= look().finally(() => { running = null; });
  return running;
}

async function look() {
  try {
    const status = await ask("/api/status");
    held.skew = Date.parse(status.now) - Date.now();
    held.status = status;
    $("token").hidden = true;
    $("content").hidden = false;
    $("forget").hidden = !sessionStorage.getItem(KEY);
    showStatus();
    await lookAtSnapshots();
    held.failing = false;
    showStatus();
    notice("trouble", null);
  } catch (error) {
    if (error instanceof Refused) askForToken(error);
    else {
      held.failing = true;
      notice("trouble", "bad", error.message, `Trying again every ${PERIOD / 1000} s. What is shown is from before.`);
      showAges();
    }
  }
}

async function lookAtSnapshots() {
  const answer = await ask("/api/snapshots");
  const drawn = JSON.stringify(held.snapshots) !== JSON.stringify(answer.snapshots);
  held.snapshots = answer.snapshots;
  held.total = answer.count;
  held.damaged = answer.damaged;
  if (drawn || !answer.snapshots.length) {
    showChart();
    fillSelects();
  }
  const good = answer.snapshots.findLast(one => !one.suspect);
  if (good?.id !== held.shown) {
    held.releases = good ? (await ask(`/api/snapshots/${good.id}`)).releases.sort(byName) : [];
    held.shown = good?.id ?? null;
    fillFilters();
  }
  held.good = good;
  showReleases();
}

const byName = (a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.namespace < b.namespace ? -1 : 1);

// What is wrong

function notice(id, kind, title, text) {
  const there = $(`notice-${id}`);
  if (!kind) return there?.remove();
  if (there && there.dataset.text === title + text) return;
  const node = el("div", { id: `notice-${id}`, class: `notice ${kind}`, "data-text": title + text }, el("strong", {}, title), el("span", {}, text));
  if (there) there.replaceWith(node);
  else $("notices").append(node);
}

function askForToken(error) {
  const isFirst = !sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  $("content").hidden = true;
  $("forget").hidden = true;
  if ($("token").hidden) {
    $("token").hidden = false;
    $("token-text").focus();
  }
  say("token-error", isFirst ? "" : "The daemon does not accept this token. Paste it whole, without blanks or quotes.");
  say("refreshed", "Waiting for the token");
  notice("trouble", null);
}

// At a glance

const now = () => Date.now() + held.skew;
const age = text => (now() - Date.parse(text)) / 1000;

function tile(id, kind) {
  $(`tile-${id}`).dataset.kind = kind;
}

function showStatus() {
  const { status } = held;
  say("version", `ReleaseManager ${status.version} · compares every ${duration(status.intervalSeconds)}`);
  $("role").hidden = false;
  say("role", { leader: "Leader", standby: "Standby", starting: "Starting" }[status.role] ?? status.role);
  const isStarting = status.isHealthy && status.role === "starting";
  say("health", isStarting ? "Starting" : status.isHealthy ? "Healthy" : "Unhealthy");
  say("health-note", status.isHealthy ? { leader: "keeps the state current", standby: "another replica leads; waits to take over", starting: "has not begun yet" }[status.role] ?? "" : "see above for why");
  tile("health", isStarting ? "none" : status.isHealthy ? "good" : "bad");
  notice("health", status.isHealthy ? null : "bad", "The saved state may not be current.", `${capital(status.reason ?? "")}. The daemon's log says more; it tries again by itself.`);
  notice("read", status.readError ? "warn" : null, "The saved state cannot be read.", `${status.readError} What is shown is from before.`);
  showNewest();
  showAges();
}

const capital = text => text.charAt(0).toUpperCase() + text.slice(1);

function showNewest() {
  const newest = held.snapshots.at(-1) ?? held.status.newest, good = held.good ?? held.status.newestGood;
  const suspect = newest?.suspect;
  tile("newest", !newest ? "none" : suspect ? "warn" : "good");
  say("count", good ? good.releases.toLocaleString("en-GB") : "–");
  say("count-note", good ? `${count(good.revisions, "revision")} in snapshot ${good.id}` : "nothing saved yet");
  notice("suspect", suspect ? "warn" : null, `Snapshot ${newest?.id} may show a loss.`, `${capital(suspect ?? "")}. ${good ? `A restore takes snapshot ${good.id} unless told otherwise.` : "There is no good snapshot to restore."} If the loss is meant, export once with --accept-loss.`);
  const damaged = held.damaged ?? [];
  notice("damaged", damaged.length ? "bad" : null, `${count(damaged.length, "snapshot")} cannot be read: ${damaged.join(", ")}.`, "Run releasemanager verify to see what is damaged.");
}

function showAges() {
  const { status } = held;
  if (!status) return;
  const check = status.lastGoodCheck;
  say("check", check ? `${duration(age(check))} ago` : "never");
  say("check-note", check ? moment(check) : status.lastError ?? "no comparison has ended well yet");
  tile("check", !check ? "none" : age(check) > 3 * status.intervalSeconds ? "bad" : "good");
  const newest = held.snapshots.at(-1) ?? status.newest;
  say("newest", newest ? `${duration(age(newest.time))} old` : "none");
  say("newest-note", newest ? `number ${newest.id}${newest.suspect ? ", suspect" : ""}, ${moment(newest.time)}` : "written after the first good check");
  say("refreshed", held.failing ? "Not reached" : `Read ${duration(age(status.now))} ago`);
}

// Snapshots over time

function part() {
  const end = held.end === null ? held.snapshots.length : Math.min(held.end, held.snapshots.length);
  return { start: Math.max(0, end - WINDOW), end };
}

function showChart() {
  const { start, end } = part(), some = held.snapshots.slice(start, end);
  const hadFocus = $("chart").contains(document.activeElement);
  $("earlier").disabled = start === 0;
  $("later").disabled = end >= held.snapshots.length;
  $("earlier").parentElement.hidden = held.snapshots.length <= WINDOW;
  if (!some.length) {
    say("chart-range", "");
    say("picked", "");
    $("picked-compare").hidden = true;
    $("chart").replaceChildren(el("p", { class: "empty" }, "No snapshot yet. The daemon writes the first one after its first good check; ", el("code", {}, "releasemanager export"), " writes one by hand."));
    return;
  }
  say("chart-range", `${some.length === held.total ? `All ${count(held.total, "snapshot")}` : `${start + 1} to ${end} of ${count(held.snapshots.length, "snapshot")}`}, one step each; from ${moment(some[0].time)} to ${moment(some.at(-1).time)}`);
  const picked = some.find(one => one.id === held.picked) ?? some.at(-1);
  $("chart").replaceChildren(draw($("chart").clientWidth || 640, some, picked.id, { focus: pick, choose: one => { pick(one); compareWithBefore(one); } }));
  pick(picked);
  if (hadFocus) $("chart").querySelector('[tabindex="0"]')?.focus();
}

function pick(one) {
  held.picked = one.id;
  say("picked", describe(one));
  for (const node of $("chart").querySelectorAll(".point")) node.classList.toggle("is-picked", node.dataset.id === one.id);
  $("picked-compare").hidden = !one.before;
}

function move(by) {
  const { end } = part();
  held.end = Math.max(Math.min(WINDOW, held.snapshots.length), end + by);
  if (held.end >= held.snapshots.length) held.end = null;
  showChart();
}

// Releases

const KINDS = { deployed: "good", superseded: "quiet", uninstalled: "quiet", failed: "bad", uninstalling: "warn", unknown: "quiet" };
const statusOf = status => el("span", { class: `status ${KINDS[status] ?? "warn"}` }, status);
const chartOf = one => (one.chart ? `${one.chart} ${one.chartVersion ?? ""}`.trim() : "–");

function options(select, first, values) {
  const was = select.value;
  select.replaceChildren(el("option", { value: "" }, first), ...values.map(([value, text]) => el("option", { value }, text)));
  if (values.some(([value]) => value === was)) select.value = was;
}

function tally(key) {
  const found = new Map();
  for (const one of held.releases) found.set(one[key], (found.get(one[key]) ?? 0) + 1);
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([value, n]) => [value, `${value} (${n})`]);
}

function fillFilters() {
  options($("namespace"), "All", tally("namespace"));
  options($("status"), "All", tally("status"));
}

function matching() {
  const words = $("search").value.toLowerCase().split(/\s+/).filter(Boolean);
  const ns = $("namespace").value, status = $("status").value;
  return held.releases.filter(one => (!ns || one.namespace === ns) && (!status || one.status === status)
    && words.every(word => [one.name, one.namespace, chartOf(one), one.appVersion ?? ""].some(text => text.toLowerCase().includes(word))));
}

function showReleases() {
  const found = matching(), some = held.all ? found : found.slice(0, ROWS);
  say("releases-of", held.good ? `As of snapshot ${held.good.id}, ${moment(held.good.time)}` : "");
  say("found", held.releases.length ? (found.length === held.releases.length ? count(found.length, "release") : `${found.length} of ${count(held.releases.length, "release")}`) : "");
  $("more").hidden = some.length === found.length;
  say("more", `Show all ${count(found.length, "release")}`);
  const key = JSON.stringify([held.shown, some.length, found.map(one => `${one.namespace}/${one.name}`)]);
  if ($("rows").dataset.key === key) return;
  $("rows").dataset.key = key;
  $("rows").replaceChildren(...(some.length ? some.map(row) : [el("tr", {}, el("td", { colspan: "7", class: "empty" }, ...emptyReleases()))]));
}

function emptyReleases() {
  if (held.releases.length) return ["No release matches. ", el("button", { type: "button", class: "link", click: clearFilters }, "Clear search and filters")];
  return [held.good ? "This snapshot holds no release: Helm has installed nothing that the daemon may see." : "No good snapshot yet, so there is nothing to show."];
}

function clearFilters() {
  for (const id of ["search", "namespace", "status"]) $(id).value = "";
  showReleases();
  $("search").focus();
}

const cell = (label, ...children) => el("td", { "data-label": label }, ...children);

function row(one) {
  return el("tr", {},
    el("th", { scope: "row" }, el("button", { type: "button", class: "name", "aria-haspopup": "dialog", click: () => openHistory(one) }, one.name)),
    cell("Namespace", one.namespace), cell("Status", statusOf(one.status)),
    el("td", { "data-label": "Revision", class: "number" }, `${one.revision}`),
    cell("Chart", chartOf(one)), cell("App", one.appVersion ?? "–"), cell("Updated", one.updated ? timeOf(one.updated) : "–"));
}

// A release's history

async function openHistory(one) {
  say("history-title", one.name);
  say("history-note", `in namespace ${one.namespace}`);
  $("history-body").replaceChildren(el("p", { class: "empty" }, "Reading snapshots…"));
  $("history").showModal();
  try {
    const told = await ask(`/api/releases/${one.namespace}/${one.name}`);
    say("history-note", `in namespace ${one.namespace} · ${count(told.revisions.length, "revision")} in all snapshots${told.isComplete ? "" : " that could be read in time; open it again for the rest"}`);
    $("history-body").replaceChildren(historyTable(told.revisions));
  } catch (error) {
    $("history-body").replaceChildren(el("p", { class: "empty" }, `${error.message} Close this and open it again.`));
  }
}

function historyTable(revisions) {
  const newest = held.good?.id;
  return el("table", { class: "stacks" },
    el("thead", {}, el("tr", {}, ...["Revision", "Status", "Chart", "App", "First seen", "Saved in"].map(text => el("th", { scope: "col", class: text === "Revision" ? "number" : null }, text)))),
    el("tbody", {}, ...revisions.map(({ release, first, firstSeen, last }) => el("tr", {},
      el("th", { scope: "row", class: "number", "data-label": "Revision" }, `${release.revision}`),
      cell("Status", statusOf(release.status)), cell("Chart", chartOf(release)), cell("App", release.appVersion ?? "–"), cell("First seen", timeOf(firstSeen)),
      cell("Saved in", first === last ? `snapshot ${first}` : last === newest ? `snapshot ${first} and later` : `snapshots ${first} to ${last}`)))));
}

// The difference between two snapshots

function fillSelects() {
  const listed = held.snapshots.toReversed().map(one => [one.id, `${one.id} · ${moment(one.time)} · ${one.releases}${one.suspect ? " · suspect" : ""}`]);
  const isFirst = $("to").options.length < 2;
  options($("from"), "Choose…", listed);
  options($("to"), "Choose…", listed);
  const newest = held.snapshots.at(-1);
  if (isFirst && newest?.before) {
    $("from").value = newest.before;
    $("to").value = newest.id;
  }
}

function compareWithBefore(one) {
  if (!one.before) return;
  $("from").value = one.before;
  $("to").value = one.id;
  compare();
  $("difference").scrollIntoView({ block: "nearest", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
}

async function compare() {
  const from = $("from").value, to = $("to").value, target = $("changes");
  if (!from || !to || from === to) return target.replaceChildren(el("p", { class: "empty" }, "Choose two different snapshots."));
  target.replaceChildren(el("p", { class: "empty" }, "Comparing…"));
  try {
    target.replaceChildren(...changesOf(await ask(`/api/diff?from=${from}&to=${to}`)));
  } catch (error) {
    target.replaceChildren(el("p", { class: "empty" }, `${error.message} Choose Compare to try again.`));
  }
}

function changesOf({ from, to, changes }) {
  const added = changes.filter(one => !one.from), removed = changes.filter(one => !one.to), changed = changes.filter(one => one.from && one.to);
  const head = el("p", { class: "summary" }, `From snapshot ${from.id} to ${to.id}: `, el("strong", {}, changes.length ? `${added.length} added, ${changed.length} changed, ${removed.length} removed` : "nothing changed"), ".");
  return [head, ...[["Added", "added", added], ["Changed", "changed", changed], ["Removed", "removed", removed]].filter(([, , list]) => list.length).map(group)];
}

function group([title, kind, list]) {
  return el("section", { class: `group ${kind}` },
    el("h3", {}, title, " ", el("span", { class: "tally" }, `${list.length}`)),
    el("ul", {}, ...list.map(one => el("li", {}, el("span", { class: "who" }, el("strong", {}, one.name), el("span", { class: "muted" }, ` ${one.namespace}`)), el("span", { class: "what" }, ...told(one))))));
}

function told({ from, to }) {
  if (!from || !to) return [chartOf(from ?? to), el("span", { class: "muted" }, ` revision ${(from ?? to).revision}`)];
  const parts = [];
  if (chartOf(from) !== chartOf(to)) parts.push(`${chartOf(from)} → ${from.chart === to.chart ? to.chartVersion : chartOf(to)}`);
  else parts.push(chartOf(to));
  if (from.revision !== to.revision) parts.push(`revision ${from.revision} → ${to.revision}`);
  if (from.status !== to.status) parts.push(`${from.status} → ${to.status}`);
  return parts.map((text, at) => el("span", { class: at ? "muted" : null }, at ? ` · ${text}` : text));
}

// Listening

$("refresh").addEventListener("click", refresh);
$("earlier").addEventListener("click", () => move(-WINDOW));
$("later").addEventListener("click", () => move(WINDOW));
$("picked-compare").addEventListener("click", () => compareWithBefore(held.snapshots.find(one => one.id === held.picked)));
$("compare").addEventListener("click", compare);
$("more").addEventListener("click", () => { held.all = true; showReleases(); });
for (const id of ["search", "namespace", "status"]) $(id).addEventListener("input", () => { held.all = false; showReleases(); });
$("history-close").addEventListener("click", () => $("history").close());
$("history").addEventListener("click", event => { if (event.target === $("history")) $("history").close(); });
$("token").addEventListener("submit", event => {
  event.preventDefault();
  sessionStorage.setItem(KEY, $("token-text").value.trim());
  $("token-text").value = "";
  refresh();
});
$("forget").addEventListener("click", () => {
  sessionStorage.removeItem(KEY);
  location.reload();
});
document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });

let width = 0;
new ResizeObserver(() => {
  if ($("chart").clientWidth !== width && held.snapshots.length) {
    width = $("chart").clientWidth;
    showChart();
  }
}).observe($("chart"));

setInterval(() => { if (!document.hidden && $("token").hidden) refresh(); }, PERIOD);
setInterval(() => { if (!document.hidden) showAges(); }, 1000);
refresh();
