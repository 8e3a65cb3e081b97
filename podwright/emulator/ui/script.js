// Draws /state.json and draws it again when it changed. Everything from the clouds goes into the page as text nodes,
// never as markup: names and messages are whatever a program wrote.
"use strict";

const PERIOD_MS = 2000;
const open = new Set();
const closed = new Set();
let seen = null;

function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) element.setAttribute(name, value);
  for (const child of children) element.append(typeof child === "object" ? child : String(child));
  return element;
}

function number(value) { return value.toLocaleString("en"); }

function plural(count, noun) { return `${number(count)} ${noun}${count === 1 ? "" : "s"}`; }

function shortType(token) {
  const [pack, module, name] = token.split(":");
  return name ? `${pack}:${module.split("/")[0]}:${name}` : token;
}

function branch(key, title, count, isOpen, children) {
  const node = make("details", {}, make("summary", {}, title, " ", make("span", { class: "count" }, number(count))), ...children);
  node.open = open.has(key) || (isOpen && !closed.has(key));
  node.addEventListener("toggle", () => {
    (node.open ? open : closed).add(key);
    (node.open ? closed : open).delete(key);
  });
  return node;
}

function resource(line) {
  const row = make("li", { title: line.id }, make("span", {}, shortType(line.type)), make("span", {}, line.name || line.id));
  if (line.permanent) row.lastChild.append(" ", make("span", { class: "tag" }, line.retained ? "kept after destroy" : "permanent"));
  row.append(make("span", { class: "quiet id" }, line.id));
  return row;
}

function place(key, found, isOpen) {
  const rows = found.resources.map(resource);
  if (found.count > rows.length) {
    rows.push(make("li", { class: "quiet" }, `and ${number(found.count - rows.length)} more: podwright emulator ls`));
  }
  return branch(key, found.place || "no region", found.count, isOpen, [make("ul", {}, ...rows)]);
}

function tree(state) {
  const few = state.resources <= 60;
  return state.clouds.map((cloud) => branch(cloud.cloud, cloud.cloud, cloud.count, true,
    cloud.accounts.map((account) => branch(`${cloud.cloud}/${account.account}`, account.account || "no account", account.count, true,
      account.places.map((each) => place(`${cloud.cloud}/${account.account}/${each.place}`, each, few))))));
}

function level(used, limit) {
  if (limit === null || limit < 0) return "";
  return used >= limit ? "full" : used >= 0.8 * limit ? "near" : "";
}

function bar(title, detail, used, limit) {
  const bounded = limit !== null && limit >= 0;
  const says = bounded ? `${number(used)} of ${number(limit)}` : `${number(used)}, no limit`;
  const node = make("div", { class: `item ${level(used, limit)}` },
    make("div", { class: "head" }, make("span", {}, title), make("span", { class: "number" }, says)));
  if (bounded) {
    const part = limit > 0 ? Math.min(100, 100 * used / limit) : used > 0 ? 100 : 0;
    const track = make("div", { class: "bar", role: "img", "aria-label": `${title}: ${says}` }, make("i"));
    track.firstChild.style.setProperty("--part", `${part}%`);
    node.append(track);
  }
  node.append(make("div", { class: "quiet" }, detail));
  return node;
}

function quota(line) {
  const where = Object.entries(line.dimensions).map(([name, value]) => `${name} ${value}`);
  const asked = line.asked === null ? [] : [`asked for ${number(line.asked)}`];
  return bar(line.quota, [line.cloud, line.account, line.service, ...where, ...asked].filter(Boolean).join(" · "), line.used, line.limit);
}

function fault(line) {
  return make("div", { class: "item" },
    make("div", { class: "head" }, make("strong", {}, line.error), make("span", { class: "number" }, `${number(line.times)} more`)),
    make("div", { class: "quiet" }, `${line.cloud} · on ${line.verb} · ${line.type} · ${line.name}` +
      (line.skip ? ` · after ${plural(line.skip, "call")}` : "")));
}

function call(line) {
  const good = line.outcome === "ok";
  return make("tr", {},
    make("td", { class: "number" }, line.time.slice(11, 19)), make("td", {}, line.cloud), make("td", {}, line.verb),
    make("td", {}, shortType(line.type)), make("td", { class: "name" }, line.name),
    make("td", { class: good ? "" : "refused" }, line.outcome),
    make("td", { class: "number" }, `${line.milliseconds.toFixed(1)} ms`), make("td", { class: "quiet message" }, line.message));
}

function calls(lines) {
  if (!lines.length) return [];
  const titles = [["Time", "number"], ["Cloud", ""], ["Call", ""], ["Type", ""], ["Name", ""], ["Outcome", ""], ["Took", "number"], ["", ""]];
  const head = make("thead", {}, make("tr", {}, ...titles.map(([title, kind]) => make("th", { class: kind, scope: "col" }, title))));
  return [make("div", { class: "wide" }, make("table", {}, head, make("tbody", {}, ...lines.map(call))))];
}

function fill(id, count, nodes, nothing) {
  const section = document.getElementById(id);
  section.querySelector(".count").textContent = count ? number(count) : "";
  section.querySelector(".body").replaceChildren(...(nodes.length ? nodes : [make("p", { class: "empty" }, nothing)]));
}

function say(text, kind) {
  const line = document.getElementById("state");
  if (line.textContent !== text) line.textContent = text;
  line.className = kind;
}

function draw(state) {
  const ports = Object.entries(state.providers).map(([name, port]) => `${name} ${port}`).join(", ");
  const clock = state.clock ? `, clock ${state.clock} ahead` : "";
  say((state.running ? `running on ${ports}` : "not running") + clock, state.running ? "running" : "");
  document.getElementById("folder").textContent = state.folder;
  document.title = `Emulated clouds: ${plural(state.resources, "resource")}`;
  fill("resources", state.resources, tree(state), "The clouds are empty.");
  fill("quotas", state.quotas.length, state.quotas.map(quota), "No quota is set or used.");
  fill("stock", state.stock.length, state.stock.map((line) => bar(line.what, `${line.cloud} · ${line.place}`, line.taken, line.total)), "Without limit everywhere.");
  fill("faults", state.faults.length, state.faults.map(fault), "None.");
  fill("calls", state.calls.length, calls(state.calls), "None yet.");
}

async function refresh() {
  try {
    const answer = await fetch("state.json", { cache: "no-cache" });
    if (!answer.ok) throw new Error(`${answer.status}`);
    const text = await answer.text();
    if (text !== seen) draw(JSON.parse(text));
    seen = text;
  } catch {
    say("podwright emulator ui does not answer", "lost");
    seen = null;
  }
  setTimeout(refresh, document.hidden ? 5 * PERIOD_MS : PERIOD_MS);
}

refresh();
