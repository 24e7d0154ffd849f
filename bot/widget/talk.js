/** The conversation: what was said before, what is to be sent, one message at a time, and what other tabs did. */
import { cited } from "./plain.js";
import { answer, pause, Problem, request } from "./stream.js";
import { randomId, Store } from "./store.js";
import { Turn } from "./turn.js";

/** @typedef {import("./store.js").Pending} Pending */
/**
 * @typedef {object} Ears what the conversation tells the panel
 * @property {(busy: boolean) => void} busy
 * @property {(turn: Turn) => void} asked a turn was added
 * @property {(turn: Turn) => void} thinking
 * @property {(turn: Turn) => void} arrived
 * @property {(words: string) => void} refused with the visitor's own words
 * @property {(earlier: boolean) => void} lost earlier turns could not be had, or now they can
 * @property {() => void} renewed
 * @property {() => void} counted
 * @property {(draft: string) => void} drafted in another tab
 */

export class Talk {
  /** @type {Map<string, Turn>} */ turns = new Map();
  /** Messages that wait until the visitor tries again. @type {Set<string>} */ #given = new Set();
  /** @type {AbortController | null} */ #stopper = null;
  #running = false;

  /**
   * @param {import("./stream.js").Line} line @param {string} key @param {Element} place
   * @param {import("./turn.js").Desk} desk @param {Ears} ears
   */
  constructor(line, key, place, desk, ears) {
    this.line = line;
    this.place = place;
    this.desk = desk;
    this.ears = ears;
    this.store = new Store(key, told => this.#heard(told));
    addEventListener("online", () => { this.#given.clear(); this.pump() });
    addEventListener("offline", () => this.pump());
  }

  get empty() { return !this.turns.size }

  /** Show what was said before and go on with what is still to be sent. */
  async restore() {
    for (const message of this.store.kept.pending) this.#turn(message);
    if (this.store.kept.begun) await this.#refresh();
    await this.pump();
  }

  /** Send something; `said` is what the visitor sees of it. @param {string} text @param {string} [said] */
  say(text, said = text) {
    const message = { id: randomId(), text, said, time: Date.now() };
    this.store.add(message);
    this.ears.asked(this.#turn(message));
    this.pump();
  }

  /** Send a message again under its id; what is missing of its answer comes. @param {Turn} turn */
  again(turn) {
    this.#given.delete(turn.id);
    const { id, said, text = said } = turn.asked;
    this.store.add({ id, text, said, time: Date.now() });
    this.pump();
  }

  /** Stop the answer that is on its way. */
  stop() { this.#stopper?.abort() }

  /** Begin a conversation of its own; the old one stays on the server. */
  renew() {
    this.store.renew();
    this.store.tell("renewed");
    this.#clear();
  }

  /** Delete the conversation, here and on the server; throws a Problem where that is not possible now. */
  async forget() {
    if (this.store.kept.begun) await request(this.line, { type: "forget", conversation: this.store.kept.conversation });
    this.renew();
  }

  /** @param {string} id @param {string} value @param {string} [reason] @param {string} [comment] */
  async judge(id, value, reason = "", comment = "") {
    await request(this.line, { type: "feedback", conversation: this.store.kept.conversation, id, value, reason, comment });
  }

  /** The conversation as text: as the server keeps it, or as it is shown where the server is away. @returns {Promise<string>} */
  async text() {
    const kept = await request(this.line, { type: "history", conversation: this.store.kept.conversation, last: 200 }).catch(() => null);
    const turns = kept?.turns ?? [...this.turns.values()].map(({ asked, events }) => ({ said: asked.said, events }));
    return turns.map((/** @type {any} */ { said, events }) => `> ${said}\n\n${cited(events)}\n`).join("\n\n");
  }

  /** Send what is to be sent, one after the other. */
  async pump() {
    if (this.#running) return;
    this.#running = true;
    try {
      for (let next; (next = this.#next());) {
        if (!navigator.onLine) { for (const { id } of this.store.kept.pending) this.turns.get(id)?.queue(); break }
        if (!await this.#deliver(next)) break;
      }
    } finally {
      this.#running = false;
      this.ears.busy(false);
    }
  }

  #next() { return this.store.kept.pending.find(({ id }) => !this.#given.has(id)) }

  /** Whether to go on with the next. @param {Pending} message */
  async #deliver(message) {
    const turn = this.#turn(message), stopper = new AbortController(), { conversation } = this.store.kept;
    this.#stopper = stopper;
    this.ears.busy(true);
    turn.wait();
    this.ears.thinking(turn);
    const body = { type: "say", conversation, id: message.id, text: message.text };
    try {
      for await (const [number, sent] of answer(this.line, body, turn.last, stopper.signal, () => turn.wait("reconnecting"))) {
        turn.take(number, sent);
      }
      this.store.drop(message.id);
      this.store.tell("answered");
      this.ears.arrived(turn);
      return true;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return this.store.kept.conversation === conversation ? this.#failed(error, turn, message, stopper.signal) : true;
    }
  }

  /** @param {Problem} problem @param {Turn} turn @param {Pending} message @param {AbortSignal} signal */
  async #failed({ kind, detail, wait }, turn, message, signal) {
    const { say } = this.desk;
    if (kind === "offline") { turn.queue(); return false }
    if (kind === "limited") {
      turn.fail(say("limited", { n: Math.ceil(wait) }), false);
      try { await pause(wait * 1000, signal) } catch { turn.stop(); this.store.drop(message.id) }
      return true;
    }
    if (kind === "unreachable") {
      this.#given.add(message.id);
      turn.fail(detail || say("unreachable"), true);
      return true;
    }
    this.store.drop(message.id);
    if (kind === "stopped") { turn.stop(); return true }
    turn.fail(detail || say("refused"), false);
    if (message.text === message.said) this.ears.refused(message.text);
    return true;
  }

  /** The turn of a message, added if there is none. @param {Pending} message */
  #turn(message) {
    return this.turns.get(message.id) ?? this.#add(new Turn(this.desk, message));
  }

  /** @param {Turn} turn @param {Node | null} [before] */
  #add(turn, before = null) {
    this.turns.set(turn.id, turn);
    this.place.insertBefore(turn.node, before);
    this.#mark();
    return turn;
  }

  #mark() {
    const last = this.place.lastElementChild;
    for (const turn of this.turns.values()) turn.mark(turn.node === last);
  }

  async #refresh() {
    const { conversation } = this.store.kept;
    try {
      const past = await request(this.line, { type: "history", conversation });
      if (this.store.kept.conversation !== conversation) return;
      const open = new Set(this.store.kept.pending.map(({ id }) => id));
      for (const { events, ...asked } of past.turns) {
        const first = [...this.turns.values()].find(({ id }) => open.has(id));
        const turn = this.turns.get(asked.id) ?? this.#add(new Turn(this.desk, asked), first?.node);
        if (!turn.whole && !open.has(asked.id)) events.forEach((/** @type {any} */ sent, /** @type {number} */ at) => turn.take(at, sent));
      }
      this.#mark();
      this.ears.lost(false);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.ears.lost(true);
    }
  }

  /** @param {{ type: string, draft?: string }} told */
  #heard({ type, draft = "" }) {
    if (type === "renewed") this.#clear();
    else if (type === "answered") this.#refresh();
    else if (type === "draft") this.ears.drafted(draft);
    else this.ears.counted();
  }

  #clear() {
    this.#stopper?.abort();
    this.turns.clear();
    this.#given.clear();
    this.place.replaceChildren();
    this.ears.renewed();
  }
}
