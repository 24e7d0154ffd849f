/** Light Markdown to nodes: paragraphs, lists, fences, bold, code and links. */
import { el, link } from "./dom.js";

const MARKS = /\*\*(\S(?:[^\n]*?\S)?)\*\*|`([^`\n]+)`|\[([^\]\n]+)\]\((https?:\/\/[^\s)]+)\)|(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)'\]])/g;

/** The nodes of one line of text. @param {string} words @returns {(Node | string)[]} */
export function inline(words) {
  /** @type {(Node | string)[]} */
  const nodes = [];
  let end = 0;
  for (const found of words.matchAll(MARKS)) {
    const [all, bold, code, label, url, bare] = found;
    if (found.index > end) nodes.push(words.slice(end, found.index));
    if (bold) nodes.push(el("strong", {}, ...inline(bold)));
    else if (code) nodes.push(el("code", {}, code));
    else nodes.push(link(url || bare, label || bare));
    end = found.index + all.length;
  }
  return end < words.length ? [...nodes, words.slice(end)] : nodes;
}

/** The elements of a text. @param {string} text @returns {HTMLElement[]} */
export function markdown(text) {
  /** @type {HTMLElement[]} */
  const made = [];
  /** @type {string[]} */
  let lines = [];
  const close = () => {
    if (lines.length) made.push(el("p", { dir: "auto" }, ...inline(lines.join("\n"))));
    lines = [];
  };
  const all = text.split("\n");
  for (let at = 0; at < all.length; at++) {
    const line = all[at], item = /^\s*(?:[-*•]|(\d+)[.)])\s+(.*)/.exec(line);
    if (line.startsWith("```")) {
      close();
      const end = all.findIndex((other, i) => i > at && other.startsWith("```"));
      made.push(el("pre", { tabindex: 0 }, el("code", {}, all.slice(at + 1, end < 0 ? undefined : end).join("\n"))));
      at = end < 0 ? all.length : end;
    } else if (item) {
      close();
      const tag = item[1] ? "ol" : "ul", last = made.at(-1);
      const list = last?.localName === tag ? last : el(tag, { dir: "auto", start: item[1] });
      if (list !== last) made.push(list);
      list.append(el("li", {}, ...inline(item[2])));
    } else if (line.trim()) lines.push(line);
    else close();
  }
  close();
  return made;
}
