/** The wire: typed events over one POST, taken up again where a stream broke. docs/widget.md has the protocol. */

/** @typedef {{ title: string, payload: string }} Choice */
/** @typedef {{ heard: string, read: string, names: string[], likely: number, fate: string }} Step */
/** @typedef {{ type: string, [more: string]: any }} Sent one event of an answer */
/** @typedef {{ server: string, token: () => string | null }} Line */

const DELAYS = [400, 1200, 3000, 6000];
const PATIENCE = 30_000;

/** Why there is no answer: `offline`, `unreachable`, `limited`, `refused` or `stopped`. */
export class Problem extends Error {
  /** @param {string} kind @param {string} [detail] in the server's words @param {number} [wait] seconds */
  constructor(kind, detail = "", wait = 0) {
    super(detail || kind);
    this.kind = kind;
    this.detail = detail;
    this.wait = wait;
  }
}

/**
 * Send a request that is answered with JSON.
 * @param {Line} line @param {object} body @returns {Promise<any>}
 */
export async function request(line, body) {
  const response = await post(line, body, { Accept: "application/json" }, AbortSignal.timeout(PATIENCE));
  return response.json();
}

/** What to greet with. @param {Line} line @param {Record<string, string>} query @returns {Promise<any>} */
export async function about(line, query) {
  const response = await reached(`${line.server}web/about?${new URLSearchParams(query)}`, { headers: authorised(line) });
  return response.json();
}

/**
 * The events of an answer behind the one numbered `after`, with their numbers. A stream that breaks is taken up again
 * a few times; `waiting` is told.
 * @param {Line} line @param {object} body @param {number} after @param {AbortSignal} signal @param {() => void} waiting
 * @returns {AsyncGenerator<[number, Sent]>}
 */
export async function* answer(line, body, after, signal, waiting) {
  for (let attempt = 0; ; attempt++) {
    try {
      const quiet = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]);
      const response = await post(line, body, { Accept: "text/event-stream", "Last-Event-ID": String(after) }, quiet);
      if (!response.body) throw new Problem("unreachable");
      for await (const [number, event] of events(response.body)) {
        after = number;
        yield [number, event];
        if (event.type === "done") return;
      }
      throw new Problem("unreachable");
    } catch (error) {
      if (signal.aborted) throw new Problem("stopped");
      const problem = error instanceof Problem ? error : new Problem("unreachable");
      if (problem.kind !== "unreachable" || attempt === DELAYS.length) throw problem;
      if (!navigator.onLine) throw new Problem("offline");
      waiting();
      await pause(Math.max(DELAYS[attempt], problem.wait * 1000), signal);
    }
  }
}

/** Server-sent events out of bytes, each with its number. @param {ReadableStream<Uint8Array>} body @returns {AsyncGenerator<[number, Sent]>} */
export async function* events(body) {
  const reader = body.pipeThrough(/** @type {any} */ (new TextDecoderStream())).getReader();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      rest += value;
      const blocks = rest.split(/\r?\n\r?\n/);
      rest = blocks.pop() ?? "";
      for (const block of blocks) {
        const fields = Object.fromEntries(block.split(/\r?\n/).map(line => line.split(/: ?(.*)/s, 2)));
        if (fields.data) yield [Number(fields.id), JSON.parse(fields.data)];
      }
    }
  } finally {
    reader.cancel().catch(() => { /* it is broken already */ });
  }
}

/** @param {Line} line @returns {Record<string, string>} */
function authorised(line) {
  const token = line.token();
  return token ? { Authorization: `Bearer ${token}` } : {};
}

/** @param {Line} line @param {{ type?: string }} body @param {Record<string, string>} headers @param {AbortSignal} signal */
function post(line, body, headers, signal) {
  const sent = { "Content-Type": "application/json", ...headers, ...authorised(line) };
  // A thumb pressed on the way out of the page arrives all the same.
  const keepalive = body.type === "feedback";
  return reached(`${line.server}web/chat`, { method: "POST", headers: sent, body: JSON.stringify(body), signal, keepalive });
}

/** A response, or the problem with it. @param {string} url @param {RequestInit} options */
async function reached(url, options) {
  let response;
  try {
    response = await fetch(url, { ...options, credentials: "omit", cache: "no-store" });
  } catch (error) {
    if (options.signal?.aborted && options.signal.reason?.name !== "TimeoutError") throw error;
    throw new Problem(navigator.onLine ? "unreachable" : "offline");
  }
  if (response.ok) return response;
  const { detail } = await response.json().catch(() => ({}));
  const said = typeof detail === "string" ? detail : "";
  const wait = Number(response.headers.get("Retry-After")) || 0;
  if (response.status === 429) throw new Problem("limited", said, wait || 10);
  if (response.status >= 500 || response.status === 408) throw new Problem("unreachable", said, wait);
  throw new Problem("refused", said);
}

/** Wait, unless told to stop. @param {number} milliseconds @param {AbortSignal} signal @returns {Promise<void>} */
export function pause(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => { clearTimeout(timer); reject(new Problem("stopped")) }, { once: true });
  });
}
