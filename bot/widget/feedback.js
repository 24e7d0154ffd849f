/** Two thumbs, and after a thumb down three reasons and a line to write. */
import { chip, chips, el, iconButton } from "./dom.js";

const REASONS = ["misunderstood", "wrong", "unclear"];

/**
 * The buttons and the form they open; `judge` sends, and throws where it could not.
 * @param {import("./strings.js").Say} say @param {string} was `up`, `down` or `none`
 * @param {(value: string, reason?: string, comment?: string) => Promise<void>} judge
 */
export function thumbs(say, was, judge) {
  let value = was, reason = "";
  const form = el("form", { class: "reasons", hidden: true });
  const up = iconButton("up", say("up"), () => press("up")), down = iconButton("down", say("down"), () => press("down"));
  const pressed = () => {
    up.ariaPressed = String(value === "up");
    down.ariaPressed = String(value === "down");
  };
  /** @param {string} told */
  const send = async (told, comment = "") => {
    const before = value;
    value = told;
    pressed();
    try { await judge(value, reason, comment) } catch { value = before; pressed(); form.hidden = true; return false }
    return true;
  };
  /** @param {string} which */
  const press = async which => {
    reason = "";
    const told = value === which ? "none" : which;
    form.hidden = told !== "down";
    if (!form.hidden) { ask(); form.scrollIntoView({ block: "nearest" }) }
    await send(told);
  };
  const ask = () => {
    const line = el("input", { "aria-label": say("comment"), placeholder: say("comment"), maxlength: 500, autocomplete: "off", dir: "auto" });
    const reasons = REASONS.map(name => chip(say(`reason.${name}`), () => choose(name)));
    const mark = () => reasons.forEach((made, at) => { made.ariaPressed = String(REASONS[at] === reason) });
    const choose = (/** @type {string} */ name) => {
      reason = reason === name ? "" : name;
      mark();
      send("down", line.value);
    };
    mark();
    form.onsubmit = async event => {
      event.preventDefault();
      if (await send("down", line.value)) thank();
    };
    form.replaceChildren(el("p", {}, say("why")), chips(say("why"), "", ...reasons),
      el("div", { class: "line" }, line, el("button", { class: "chip" }, say("send.reason"))));
  };
  const thank = () => {
    form.replaceChildren(el("p", { role: "status" }, say("thanks")));
    down.focus();
  };
  pressed();
  return { buttons: [up, down], form };
}
