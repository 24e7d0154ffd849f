/** The field in which one writes; its button sends, or stops the answer that is on its way. */
import { el, icon } from "./dom.js";

/**
 * @typedef {object} Ears what the composer tells
 * @property {(text: string) => void} send
 * @property {() => void} stop
 * @property {(draft: string) => void} wrote
 */

export class Composer {
  #busy = false;

  /** @param {import("./strings.js").Say} say @param {Ears} ears */
  constructor(say, ears) {
    this.say = say;
    this.ears = ears;
    this.field = el("textarea", { rows: 1, placeholder: say("placeholder"), "aria-label": say("field"), autocomplete: "off", enterkeyhint: "send", dir: "auto" });
    this.button = el("button", { class: "go", "aria-label": say("send"), title: say("send") }, icon("send"));
    this.node = el("form", { class: "composer" }, this.field, this.button);
    this.node.addEventListener("submit", event => { event.preventDefault(); this.#go() });
    this.field.addEventListener("input", () => { this.#fit(); ears.wrote(this.field.value) });
    this.field.addEventListener("keydown", event => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      if (!this.#busy) this.#go();
    });
  }

  get text() { return this.field.value }
  set text(words) { this.field.value = words; this.#fit() }

  /** Whether an answer is on its way, which the button then stops. @param {boolean} busy */
  set busy(busy) {
    if (busy === this.#busy) return;
    this.#busy = busy;
    const name = this.say(busy ? "stop" : "send");
    this.button.ariaLabel = name;
    this.button.title = name;
    this.button.replaceChildren(icon(busy ? "stop" : "send"));
    this.button.classList.toggle("stop", busy);
  }

  /** Write something into the field, ready to be changed. @param {string} words */
  edit(words) {
    this.text = words;
    this.field.focus();
    this.field.select();
    this.ears.wrote(words);
  }

  #go() {
    if (this.#busy) { this.ears.stop(); return }
    const text = this.field.value.trim();
    if (!text) { this.field.focus(); return }
    this.text = "";
    this.ears.wrote("");
    this.ears.send(text);
  }

  /** Browsers without `field-sizing` grow it here. */
  #fit() {
    if (CSS.supports("field-sizing", "content")) return;
    this.field.style.height = "auto";
    this.field.style.height = `${this.field.scrollHeight + 2}px`;
  }
}
