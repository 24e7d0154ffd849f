/** The parts of an answer drawn: text with its citations, table, list, timeline, sources, and how it was found. */
import { el, link, webAddress } from "./dom.js";
import { inline, markdown } from "./markdown.js";

/** @typedef {import("./strings.js").Say} Say */
/** @typedef {import("./stream.js").Sent} Sent */
/** @typedef {{ say: Say, locale: string, light: (number: number, on: boolean) => void, show: (number: number) => void }} Page */

const FOLDED = 4;
const FEW = 3;

/** @type {Record<string, (sent: Sent, page: Page) => HTMLElement[]>} */
const DRAWN = { text, table, list, timeline, sources, trace };

/** The elements of one event; none for an event that draws nothing. @param {Sent} sent @param {Page} page */
export function draw(sent, page) {
  return Object.hasOwn(DRAWN, sent.type) ? DRAWN[sent.type](sent, page) : [];
}

/** @param {Sent} sent @param {Page} page */
function text(sent, page) {
  const made = markdown(sent.text);
  const last = made.at(-1);
  if (last && sent.cites?.length) cite(last.matches("ul, ol") ? /** @type {Element} */ (last.lastElementChild) : last, sent.cites, page);
  return made;
}

/**
 * Put numbered marks behind an element's last word. Neither it nor a word joiner, which also holds to bold, code and
 * links, lets them begin a line. @param {Element} at @param {number[]} numbers @param {Page} page
 */
function cite(at, numbers, page) {
  const marks = numbers.length > FEW ? [mark(numbers[0], `${numbers[0]}–${numbers.at(-1)}`, page)] : numbers.map(n => mark(n, String(n), page));
  const last = at.lastChild, end = last instanceof Text && /\S{1,20}\s*$/.exec(last.data);
  at.append(el("span", { class: "tied" }, end && /** @type {Text} */ (last).splitText(end.index), ...marks.flatMap(made => ["\u2060", made])));
}

/** @param {number} number @param {string} shown @param {Page} page */
function mark(number, shown, page) {
  const lit = (/** @type {boolean} */ on) => () => page.light(number, on);
  return el("button", {
    type: "button", class: "cite", "aria-label": page.say("source.mark", { n: shown }), onclick: () => page.show(number),
    onpointerenter: lit(true), onpointerleave: lit(false), onfocus: lit(true), onblur: lit(false),
  }, el("span", {}, shown));
}

/** @param {Sent} sent @param {Page} page */
function table({ columns, rows, cites = [] }, page) {
  const sides = columns.slice(1), label = page.say("table", { sides: sides.join(" · ") });
  const head = el("tr", {}, el("td"), ...sides.map((/** @type {string} */ side) => el("th", { scope: "col", dir: "auto" }, side)));
  const body = rows.map((/** @type {string[]} */ [aspect, ...cells], /** @type {number} */ at) => {
    const named = el("th", { scope: "row", dir: "auto" }, aspect), row = el("tr", {}, named);
    if (cites[at]?.length) cite(named, cites[at], page);
    row.append(...cells.map((cell, i) => el("td", { "data-side": sides[i], dir: "auto" }, ...inline(cell))));
    return row;
  });
  const drawn = el("table", { "aria-label": label }, el("thead", {}, head), el("tbody", {}, ...body));
  return [el("div", { class: "sideways", tabindex: 0, role: "group", "aria-label": label }, drawn)];
}

/** @param {Sent} sent @param {Page} page */
function list({ title, items }, page) {
  const rows = items.map((/** @type {any} */ { name, year, status, cites }) => {
    const gone = status && !["available", "unknown"].includes(status) ? el("i", {}, named("status", status, page)) : null;
    const what = el("span", { dir: "auto" }, name, gone && " ", gone);
    if (cites?.length) cite(what, cites, page);
    return el("li", {}, el("span", { class: "when" }, String(year ?? "")), what);
  });
  return [el("ul", { class: "list", "aria-label": title }, ...rows)];
}

/** @param {Sent} sent @param {Page} page */
function timeline({ items }, page) {
  const several = new Set(items.map((/** @type {any} */ item) => item.name)).size > 1;
  const moments = items.map((/** @type {any} */ { on, event, name, note, cites }) => {
    const happened = [named("event", event, page), note].filter(Boolean).join(": ");
    const what = several ? el("span", { dir: "auto" }, el("b", {}, name), ` ${happened}`) : el("span", { dir: "auto" }, happened);
    if (cites?.length) cite(what, cites, page);
    return el("li", {}, el("time", { datetime: on, dir: "auto" }, spoken(on, page.locale)), what);
  });
  return [el("ol", { class: "timeline", "aria-label": page.say("timeline") }, ...moments)];
}

/** What a word of the facts is called; itself where no string says. @param {string} kind @param {string} word @param {Page} page */
function named(kind, word, page) {
  return page.say(`${kind}.${word}`).replace(`${kind}.`, "").replaceAll("_", " ");
}

/** `2014`, `2014-06` or `2014-06-10` as people write it. @param {string} date @param {string} locale */
function spoken(date, locale) {
  const [year, month, day] = date.split("-").map(Number);
  if (!month) return date;
  const parts = { year: "numeric", month: "short", ...(day && { day: "numeric" }), timeZone: "UTC" };
  return new Intl.DateTimeFormat(locale === "en" ? "en-GB" : locale, /** @type {any} */ (parts)).format(Date.UTC(year, month - 1, day || 1));
}

/** @param {Sent} sent @param {Page} page */
function sources({ items }, page) {
  const cards = items.map((/** @type {any} */ item) => {
    const { number, title, authors, publisher, year, section, url } = item;
    const host = webAddress(url) && new URL(url, document.baseURI).host.replace(/^www\./, "");
    const about = [year, authors || publisher, section, host].filter(Boolean).join(" · ");
    const named = el("span", { class: "title", dir: "auto" }, title);
    return el("li", { "data-source": number, tabindex: -1 }, el("span", { class: "number" }, String(number)),
      url ? link(url, named) : named, el("span", { class: "by", dir: "auto" }, about));
  });
  const label = page.say("sources", { n: items.length });
  const row = el("div", { class: "cards", tabindex: 0, role: "group", "aria-label": label }, el("ol", {}, ...cards));
  if (items.length > FOLDED) return [el("details", { class: "sources", dir: "auto" }, el("summary", {}, label), row)];
  return [el("div", { class: "sources", dir: "auto" }, el("p", {}, label), row)];
}

/** @param {Sent} sent @param {Page} page */
function trace({ steps }, page) {
  const told = steps.flatMap((/** @type {import("./stream.js").Step} */ { heard, read, names, likely, fate }) => {
    const percent = new Intl.NumberFormat(page.locale, { style: "percent" }).format(likely);
    const question = [read.replaceAll("_", " "), names.join(", ")].filter(Boolean).join(": ");
    return [
      page.say("how.heard", { heard }),
      page.say(read ? "how.read" : "how.unread", { question, percent }),
      page.say(`how.${fate.replaceAll(" ", "_")}`),
    ];
  });
  if (!told.length) return [];
  const rows = [...told, page.say("how.written")].map(line => el("li", {}, el("div", { dir: "auto" }, line)));
  return [el("details", { class: "how" }, el("summary", {}, page.say("how")), el("ol", {}, ...rows))];
}
