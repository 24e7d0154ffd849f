/** An answer as plain text: to be copied, exported and read out. */

/** @typedef {import("./stream.js").Sent} Sent */

const LETTERED = /\*\*|`/g;

/** @type {Record<string, (sent: any) => string>} */
const SAID = {
  text: ({ text }) => text.replace(LETTERED, "").replace(/\[([^\]\n]+)\]\((https?:[^\s)]+)\)/g, "$1 ($2)"),
  table: ({ columns, rows }) => rows
    .map((/** @type {string[]} */ [aspect, ...cells]) => `${aspect}: ${cells.map((cell, i) => `${columns[i + 1]}: ${cell}`).join(" ")}`)
    .join("\n"),
  list: ({ items }) => items.map((/** @type {any} */ { name, year }) => (year ? `${name} (${year})` : name)).join("\n"),
  timeline: ({ items }) => items.map((/** @type {any} */ { on, name, event, note }) => [`${on}: ${name}, ${event.replaceAll("_", " ")}`, note].filter(Boolean).join(": ")).join("\n"),
};

/** What an answer says. @param {Sent[]} events */
export function plain(events) {
  return events.filter(({ type }) => Object.hasOwn(SAID, type)).map(sent => SAID[sent.type](sent)).join("\n\n");
}

/** The same with the sources behind it. @param {Sent[]} events */
export function cited(events) {
  const lines = events.filter(({ type }) => type === "sources").flatMap(({ items }) => items)
    .map(({ number, title, authors, publisher, year, url }) => `[${number}] ${[authors || publisher, year, title, url].filter(Boolean).join(", ")}`);
  return [plain(events), lines.join("\n")].filter(Boolean).join("\n\n");
}
