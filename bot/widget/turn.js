/** One turn on the page: what was asked, the answer as it comes, what one can do with it, and what went wrong. */
import { draw } from "./blocks.js";
import { chip, chips, el, icon, iconButton } from "./dom.js";
import { thumbs } from "./feedback.js";
import { cited, plain } from "./plain.js";

/** @typedef {import("./stream.js").Sent} Sent */
/** @typedef {import("./stream.js").Choice} Choice */
/**
 * @typedef {object} Desk what a turn may ask of the panel
 * @property {import("./strings.js").Say} say
 * @property {string} locale
 * @property {() => string} tongue the language of answers, once it is known
 * @property {(choice: Choice) => void} choose
 * @property {(turn: Turn) => void} again
 * @property {(words: string) => void} edit
 * @property {(id: string, value: string, reason?: string, comment?: string) => Promise<void>} judge
 * @property {(words: string) => void} alert
 * @property {() => void} person
 */

export class Turn {
  /** @type {Sent[]} */ events = [];
  /** The number of the last event that came. */
  last = -1;
  #body = el("div", { class: "body" });
  #state = el("div", { class: "state" });
  #foot = el("div", { class: "foot" });
  /** @type {HTMLElement | null} */ #chips = null;
  /** What is said in the language of answers. @type {HTMLElement[]} */ #spoken = [this.#body];

  /**
   * @param {Desk} desk @param {{ id: string, said: string, text?: string, feedback?: string }} asked
   */
  constructor(desk, asked) {
    this.desk = desk;
    this.asked = asked;
    this.id = asked.id;
    const { say } = desk;
    this.answer = el("div", { class: "answer", tabindex: -1 }, el("span", { class: "unseen" }, say("answered")), this.#body, this.#state, this.#foot);
    const words = el("div", { class: "asked" }, el("span", { class: "unseen" }, say("asked")), el("div", { dir: "auto" }, asked.said));
    this.node = el("article", { class: "turn", "aria-label": say("turn") }, words, this.answer);
  }

  /** Whether the whole answer is here. */
  get whole() { return this.events.at(-1)?.type === "done" }

  /** What the answer says, to be read out. */
  get words() { return plain(this.events) }

  /** What became of the message. @returns {string} */
  get outcome() { return this.events.at(-1)?.outcome ?? "" }

  /** Show that the answer is on its way. @param {string} [key] in which words */
  wait(key = "thinking") {
    this.#state.replaceChildren(el("p", { class: "waiting" }, el("span", {}, this.desk.say(key))));
  }

  /** Show one event more. @param {number} number @param {Sent} sent */
  take(number, sent) {
    if (number <= this.last) return;
    this.last = number;
    this.events.push(sent);
    const { say, locale } = this.desk;
    const page = { say, locale, light: this.#light, show: this.#show };
    const drawn = draw(sent, page);
    if (drawn.length) (sent.type === "trace" ? this.#foot : this.#body).append(...drawn);
    if (sent.type === "buttons" || sent.type === "suggestions") this.#chips = this.#offer(sent);
    this.speak();
    if (sent.type === "done") this.#finish();
  }

  /** Tell the browser in which language the answer is. */
  speak() { for (const part of this.#spoken) part.lang = this.desk.tongue() }

  /** Say what went wrong, in the place of the answer. @param {string} words @param {boolean} again whether one can try again */
  fail(words, again) {
    const { say } = this.desk;
    const button = again && chip(say("again"), () => this.desk.again(this));
    this.#state.replaceChildren(el("div", { class: "error", dir: "auto" }, el("span", {}, words), button));
    this.desk.alert(words);
  }

  /** The visitor stopped it: the rest can still be had. */
  stop() {
    const { say } = this.desk;
    const rest = chip(say("rest"), () => this.desk.again(this));
    this.#state.replaceChildren(el("div", { class: "stopped" }, el("span", {}, say("stopped")), rest));
  }

  /** Say that it waits for the network. */
  queue() { this.#state.replaceChildren(el("p", { class: "queued" }, this.desk.say("queued"))) }

  /** Make it the last turn, or no longer the last: only the last one offers what to ask next. @param {boolean} last */
  mark(last) {
    this.node.classList.toggle("last", last);
    if (!last) this.#chips?.remove();
  }

  #finish() {
    this.#state.replaceChildren();
    if (this.outcome === "silent") { this.answer.hidden = true; return } // A person has the conversation, and answers.
    if (!this.#body.hasChildNodes()) this.#body.append(el("p", {}, this.desk.say("nothing")));
    if (this.outcome === "declined") {
      this.#chips ??= chips(this.desk.say("suggestions"), "suggestions");
      this.#chips.append(chip(this.desk.say("person"), () => this.desk.person()));
    }
    this.#foot.append(...this.#act());
    if (!this.#chips) return;
    // What was asked back belongs to the answer; what may come next stands nearest to the composer.
    if (this.#chips.matches(".buttons")) this.#foot.prepend(this.#chips); else this.#foot.append(this.#chips);
  }

  /** @param {Sent} sent */
  #offer({ type, items }) {
    const made = items.map((/** @type {Choice} */ choice) => chip(choice.title, () => this.desk.choose(choice)));
    this.#spoken.push(...made);
    return chips(this.desk.say(type), type, ...made);
  }

  #act() {
    const { say, edit, judge } = this.desk;
    const copy = iconButton("copy", say("copy"), async () => {
      const copied = await write(cited(this.events));
      copy.replaceChildren(icon(copied ? "check" : "copy"));
      this.desk.alert(say(copied ? "copied" : "uncopied"));
      setTimeout(() => copy.replaceChildren(icon("copy")), 2000);
    });
    const reword = iconButton("edit", say("reword"), () => edit(this.asked.said));
    const { buttons, form } = thumbs(say, this.asked.feedback ?? "none", (value, reason, comment) => judge(this.id, value, reason, comment));
    return [el("div", { class: "row", role: "group", "aria-label": say("actions") }, copy, ...buttons, reword), form];
  }

  /** @param {number} number */
  #card(number) { return /** @type {HTMLElement | null} */ (this.#body.querySelector(`[data-source="${number}"]`)) }

  /** @param {number} number @param {boolean} on */
  #light = (number, on) => { this.#card(number)?.classList.toggle("lit", on) };

  /** @param {number} number */
  #show = number => {
    const card = this.#card(number), fold = card?.closest("details");
    if (fold) fold.open = true;
    card?.scrollIntoView({ block: "nearest", inline: "nearest" });
    /** @type {HTMLElement | null | undefined} */ (card?.querySelector("a") ?? card)?.focus({ preventScroll: true });
  };
}

/** Put text on the clipboard; whether it is there. @param {string} text */
async function write(text) {
  try { await navigator.clipboard.writeText(text); return true } catch { return false }
}
