/** Elements and icons; content becomes text nodes, never HTML. */

/** @typedef {Node | string | null | undefined | false} Child */

/**
 * An element with attributes, listeners (`onclick`) and children.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag @param {Record<string, any>} [attributes] @param {...Child} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) made.setAttribute(name, value === true ? "" : String(value));
  }
  made.append(...children.filter(child => child || child === "").map(child => /** @type {Node | string} */ (child)));
  return made;
}

/** Drawn on a grid of 24, as lines. @type {Record<string, string>} */
const PATHS = {
  close: "M6 6l12 12M18 6L6 18",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  fresh: "M12 5H6a1.5 1.5 0 0 0-1.5 1.5v11A1.5 1.5 0 0 0 6 19h11a1.5 1.5 0 0 0 1.5-1.5V12M10 14l.6-2.9 7.6-7.6 2.3 2.3-7.6 7.6Z",
  send: "M12 19V5.5M6 11l6-6 6 6",
  stop: "M7 7h10v10H7Z",
  copy: "M9 9h10.5v10.5H9ZM5.5 15H4.5V4.5H15v1",
  check: "M5 12.5l4.5 4.5L19 7.5",
  up: "M7.5 11v9M3.5 11h4l4-7.5c1.5 0 2.5 1 2.5 2.5v3.5h4.6a1.8 1.8 0 0 1 1.8 2.1l-1 6.4a1.8 1.8 0 0 1-1.8 1.5H3.5Z",
  down: "M16.5 13V4M20.5 13h-4l-4 7.500c-1.5 0-2.5-1-2.5-2.500v-3.500H5.400a1.8 1.8 0 0 1-1.8-2.100l1-6.400A1.8 1.8 0 0 1 6.4 4.500H20.500Z",
  edit: "M4.5 19.500l.8-4L16 4.800a1.6 1.6 0 0 1 2.3 0l.9.9a1.6 1.6 0 0 1 0 2.300L8.5 18.700ZM14 7l3 3",
  latest: "M12 5v13.500M6 13l6 6 6-6",
};

/** @param {string} name */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

/** A button of words, and several of them under a label. @param {string} words @param {() => void} onclick @param {string} [more] classes */
export function chip(words, onclick, more = "") {
  return el("button", { type: "button", class: `chip ${more}`, dir: "auto", onclick }, words);
}

/** @param {string} label @param {string} more classes @param {...Node} made */
export function chips(label, more, ...made) {
  return el("div", { class: `chips ${more}`, role: "group", "aria-label": label }, ...made);
}

/** A button that shows an icon and is named by a label. @param {string} name @param {string} label @param {() => void} onclick */
export function iconButton(name, label, onclick) {
  return el("button", { type: "button", class: "icon", "aria-label": label, title: label, onclick }, icon(name));
}

/** A link to a web address in a new tab; anything else stays text. @param {string} url @param {...Child} words */
export function link(url, ...words) {
  const safe = webAddress(url);
  return safe ? el("a", { href: safe, target: "_blank", rel: "noopener noreferrer" }, ...words) : el("span", {}, ...words);
}

/** An http or https address in its full form; empty for every other. @param {string | null | undefined} url */
export function webAddress(url) {
  if (!url) return "";
  try {
    const { protocol, href } = new URL(url, document.baseURI);
    return protocol === "https:" || protocol === "http:" ? href : "";
  } catch { return "" }
}
