/** What this browser keeps, in all its tabs: whose conversation it is, the draft, and what is still to be sent. */

/** @typedef {{ id: string, text: string, said: string, time: number }} Pending a message without its answer yet */
/** @typedef {{ conversation: string, begun: boolean, draft: string, pending: Pending[], unread: number }} Kept */

/** 128 random bits; `crypto.randomUUID` is missing where a page is not served securely. */
export function randomId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), b => b.toString(16).padStart(2, "0")).join("");
}

/** @returns {Kept} */
const nothing = () => ({ conversation: randomId(), begun: false, draft: "", pending: [], unread: 0 });

export class Store {
  /** @type {Kept} */ #kept = nothing();
  /** @type {BroadcastChannel | null} */ #channel = null;

  /** @param {string} key @param {(told: { type: string, draft?: string }) => void} heard told what another tab did */
  constructor(key, heard) {
    this.key = key;
    this.#read();
    this.#write();
    if (typeof BroadcastChannel === "function") {
      this.#channel = new BroadcastChannel(key);
      this.#channel.onmessage = ({ data }) => { this.#read(); heard(data) };
    }
  }

  get kept() { return this.#kept }

  /** Change what is kept; other tabs change it too, so it is read again first. @param {Partial<Kept>} changes */
  keep(changes) {
    this.#read();
    this.#kept = { ...this.#kept, ...changes };
    this.#write();
  }

  /** @param {Pending} message */
  add(message) { this.#read(); this.keep({ begun: true, pending: [...this.#kept.pending.filter(({ id }) => id !== message.id), message] }) }

  /** @param {string} id */
  drop(id) { this.#read(); this.keep({ pending: this.#kept.pending.filter(message => message.id !== id) }) }

  /** A conversation of its own from here on; what is being written stays. */
  renew() { this.#kept = { ...nothing(), draft: this.#kept.draft }; this.#write() }

  /** Tell the other tabs. @param {string} type @param {string} [draft] which may be there before the storage has it */
  tell(type, draft) { this.#channel?.postMessage({ type, draft }) }

  #read() {
    try {
      const kept = JSON.parse(localStorage.getItem(this.key) ?? "null");
      if (typeof kept?.conversation === "string" && Array.isArray(kept.pending)) this.#kept = { ...nothing(), ...kept };
    } catch { /* storage is blocked: it is kept as long as the page */ }
  }

  #write() {
    try { localStorage.setItem(this.key, JSON.stringify(this.#kept)) } catch { /* blocked or full */ }
  }
}
