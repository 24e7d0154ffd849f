/**
 * <doolittle-chat>: the launcher, its badge and its greeting. The rest comes on the first hover, focus or click.
 * Attributes, events and methods: docs/widget.md.
 */
const FILES = new URL("./__FILES__/", import.meta.url).href;
const SERVER = new URL("../", import.meta.url).href;
/** What the launcher says before the strings are there, by language. @type {Record<string, string[]>} */
const WORDS = JSON.parse("__WORDS__");
const LEFTWARDS = /^(ar|fa|he|ps|ur|yi)/;

const SHEET = new CSSStyleSheet();
SHEET.replaceSync(`
  :host { display: contents !important }
  :host([position=inline]) { display: block !important; min-height: 20rem }
  :host([hidden]) { display: none !important }
  .root { all: initial; display: contents; color-scheme: light dark; --accent: var(--doolittle-accent, #1f5f57);
    --on-accent: oklch(from var(--accent) clamp(0, (.6 - l) * 99, 1) 0 0);
    --accent-light: oklch(from var(--accent) min(l, .48) min(c, .14) h); --accent-dark: oklch(from var(--accent) max(l, .78) min(c, .14) h);
    --fill: light-dark(var(--accent), var(--accent-dark)); --on-fill: light-dark(var(--on-accent), #000); --gap: var(--doolittle-offset, 20px);
    font: 400 15px/1.55 var(--doolittle-font, system-ui, sans-serif) }
  .root[data-theme=light] { color-scheme: light }
  .root[data-theme=dark] { color-scheme: dark }
  .spot { all: unset; position: fixed; bottom: calc(var(--gap) + env(safe-area-inset-bottom));
    inset-inline-end: var(--gap); display: flex; flex-direction: column; align-items: flex-end; gap: 12px }
  .root[data-position=left] .spot { left: var(--gap); right: auto; align-items: start }
  .root[data-position=right] .spot { right: var(--gap); left: auto; align-items: end }
  .launcher { all: unset; box-sizing: border-box; position: relative; width: 56px; height: 56px; border-radius: 50%; cursor: pointer;
    display: grid; place-items: center; background: var(--fill); color: var(--on-fill); border: 1px solid color-mix(in srgb, currentColor 20%, transparent);
    box-shadow: 0 1px 3px #0003, 0 6px 20px #0003; transition: transform .16s }
  .launcher:hover { transform: scale(1.05) }
  .launcher:focus-visible, .hello button:focus-visible { outline: 3px solid light-dark(#14181c, #fff); outline-offset: 2px }
  .launcher svg { width: 26px; height: 26px; fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round }
  .badge { position: absolute; top: -4px; inset-inline-end: -4px; min-width: 22px; height: 22px; box-sizing: border-box; padding-inline: 6px;
    border-radius: 11px; background: #b3261e; color: #fff; border: 1px solid #fff; font: 600 12px/20px system-ui, sans-serif; text-align: center }
  .hello { box-sizing: border-box; display: flex; align-items: start; gap: 4px; max-width: min(300px, 100vw - 2 * var(--gap));
    border-radius: 18px; background: light-dark(#fff, #22272b); color: light-dark(#1d2125, #e9e7e2);
    border: 1px solid light-dark(#d9dad6, #3a4147); box-shadow: 0 6px 24px #0002; padding: 4px }
  .hello button { all: unset; cursor: pointer; border-radius: 14px; box-sizing: border-box; padding: 8px 12px; padding-inline-end: 4px; overflow-wrap: anywhere }
  .hello .bye { padding: 0; width: 32px; height: 32px; flex: none; text-align: center; color: light-dark(#5b626c, #a7adb6) }
  .hello .bye:hover { color: inherit }
  [hidden] { display: none !important }
  @media (prefers-reduced-motion: reduce) { .launcher { transition: none } }
  @media (forced-colors: active) { .launcher { border-color: ButtonText; color: ButtonText; background: ButtonFace } }
`);

class DoolittleChat extends HTMLElement {
  static observedAttributes = ["open", "accent", "theme", "position", "title", "topic", "page", "starters", "ask"];
  #root = document.createElement("div");
  /** @type {any} */ #panel = null;
  /** @type {Promise<any> | null} */ #loading = null;
  /** @type {HTMLElement | null} */ #spot = null;
  #tries = 0;
  #unread = 0;
  #locale = "en";

  connectedCallback() {
    if (this.shadowRoot) { this.#spot?.showPopover(); return } // It was moved to another place.
    const shadow = this.attachShadow({ mode: "open" });
    shadow.adoptedStyleSheets = [SHEET];
    this.#root.className = "root";
    this.#root.title = ""; // The element's own title is the name of the chat, not a tooltip over all of it.
    shadow.append(this.#root);
    this.#locale = this.#root.lang = this.#chosen();
    this.#dress();
    if (this.getAttribute("position") === "inline") { this.show(false); return }
    this.#launch();
    const again = this.remember("open") && !matchMedia("(max-width: 480px), (max-height: 480px)").matches;
    if (this.hasAttribute("open") || this.hasAttribute("ask") || again) this.show(!again);
    else if (this.hasAttribute("greeting") && !this.remember("greeted")) this.#greet(this.getAttribute("greeting") ?? "");
  }

  /** @param {string} name @param {string | null} was @param {string | null} is */
  attributeChangedCallback(name, was, is) {
    if (!this.shadowRoot || was === is) return;
    if (["accent", "theme", "position"].includes(name)) this.#dress();
    if (name === "open") is === null ? this.hide() : this.show();
    else if (name === "ask" && is) this.#panel?.begun ? this.ask(is) : this.show();
    else this.#panel?.changed(name);
  }

  /** The address of the bot, ending in a slash. */
  get server() {
    const given = this.getAttribute("server");
    return given ? new URL(given.replace(/\/*$/, "/"), document.baseURI).href : SERVER;
  }

  set server(url) { this.#reflect("server", url) }

  /** What is kept in this browser is kept under this name. */
  get key() { return `doolittle ${this.server}` }

  /** Read, or write, what lasts as long as the tab; storage may be blocked. @param {string} name @param {string} [value] */
  remember(name, value) {
    const key = `${this.key} ${name}`;
    try {
      if (value !== undefined) sessionStorage.setItem(key, value);
      return sessionStorage.getItem(key);
    } catch { return null }
  }

  /** Answers that came while nobody looked. */
  get unread() { return this.#unread }
  set unread(count) {
    this.#unread = count;
    const badge = /** @type {HTMLElement | null} */ (this.#root.querySelector(".badge"));
    if (!badge) return;
    badge.hidden = !count;
    badge.textContent = count > 9 ? "9+" : String(count);
    this.#label();
  }

  /** Open the panel. @param {boolean} [focus] whether the composer gets the focus */
  async show(focus = true) {
    const panel = await this.load();
    panel?.show(focus);
  }

  /** Close the panel. */
  hide() { this.#panel?.hide() }

  /**
   * Called, open the panel and ask something; set, the same as the attribute, which is how frameworks set it.
   * @type {any}
   */
  get ask() {
    return async (/** @type {string} */ text) => {
      const panel = await this.load();
      panel?.show(true);
      panel?.ask(text);
    };
  }
  set ask(text) { this.#reflect("ask", text) }

  /** @param {string} name @param {string | null} value */
  #reflect(name, value) { value ? this.setAttribute(name, value) : this.removeAttribute(name) }

  /** Bring the panel in, once; a failure is told and may be tried again. @returns {Promise<any>} */
  load() {
    this.#loading ??= this.#bring().catch(() => {
      this.#loading = null;
      this.#tries += 1; // Some browsers remember that an address failed.
      this.#greet(this.#words[2]);
    });
    return this.#loading;
  }

  async #bring() {
    const read = async (/** @type {string} */ url) => (await fetch(url)).json();
    const own = this.getAttribute("strings");
    const [{ Panel }, base, over] = await Promise.all([
      import(`${FILES}panel.js${this.#tries ? `?${this.#tries}` : ""}`),
      read(`${FILES}strings/${this.#locale}.json`),
      own && read(new URL(own, document.baseURI).href).catch(() => null),
    ]);
    this.#panel = new Panel(this, this.#root, { ...base, ...over }, this.#locale);
    this.#label();
    return this.#panel;
  }

  /** To open, to dismiss, that it could not be loaded, and a name. */
  get #words() { return WORDS[this.#locale] }

  #launch() {
    const spot = document.createElement("section");
    spot.className = "spot";
    spot.ariaLabel = this.getAttribute("title") || this.#words[3];
    const button = document.createElement("button");
    button.className = "launcher";
    button.type = "button";
    button.ariaExpanded = "false";
    button.append(drawn("M12 20.5a8.5 8.5 0 1 0-7.4-4.3L3.5 20.5l4.5-1A8.5 8.5 0 0 0 12 20.5Z M8.5 10.5h7 M8.5 14h4.5"));
    const badge = document.createElement("span");
    badge.className = "badge";
    badge.hidden = true;
    badge.ariaHidden = "true";
    button.append(badge);
    for (const kind of ["pointerenter", "focus", "touchstart"]) button.addEventListener(kind, () => this.load(), { once: true, passive: true });
    button.addEventListener("click", () => (this.#panel?.isOpen ? this.hide() : this.show()));
    spot.append(button);
    this.#root.append(spot);
    // In the top layer no transform, overflow or z-index of the page can displace it.
    spot.popover = "manual";
    spot.showPopover();
    this.#spot = spot;
    this.#label();
  }

  #label() {
    const button = this.#root.querySelector(".launcher");
    const say = this.#panel?.say, open = say?.("open") ?? this.#words[0];
    const title = this.getAttribute("title");
    if (button) button.ariaLabel = `${title ? `${open}: ${title}` : open}${say && this.#unread ? ` (${say("unread", { n: this.#unread })})` : ""}`;
  }

  /** @param {string} text */
  #greet(text) {
    const spot = this.#root.querySelector(".spot");
    if (!spot) return;
    spot.querySelector(".hello")?.remove();
    const hello = document.createElement("div"), say = document.createElement("button"), bye = document.createElement("button");
    hello.className = "hello";
    hello.setAttribute("role", "status");
    say.textContent = text;
    say.dir = "auto";
    bye.textContent = "×";
    bye.className = "bye";
    bye.ariaLabel = this.#words[1];
    const done = () => { hello.remove(); this.remember("greeted", "1") };
    say.addEventListener("click", () => { done(); this.show() });
    bye.addEventListener("click", done);
    hello.append(say, bye);
    spot.prepend(hello);
  }

  /** The language of the page before that of the browser. */
  #chosen() {
    const page = /** @type {HTMLElement | null} */ (this.closest("[lang]"))?.lang;
    for (const wanted of [this.getAttribute("locale"), page, ...navigator.languages]) {
      const tag = (wanted ?? "").toLowerCase();
      const found = [tag, tag.split("-")[0]].find(name => Object.hasOwn(WORDS, name));
      if (found) return found;
    }
    return "en";
  }

  #dress() {
    const { dataset, style } = this.#root;
    dataset.theme = this.getAttribute("theme") ?? "auto";
    dataset.position = this.getAttribute("position") ?? "";
    this.#root.dir = this.dir || (LEFTWARDS.test(this.#locale) ? "rtl" : getComputedStyle(this).direction);
    const accent = this.getAttribute("accent");
    if (accent && CSS.supports("color", accent)) style.setProperty("--accent", accent);
  }
}

/** @param {string} d */
function drawn(d) {
  const made = (/** @type {string} */ tag) => document.createElementNS("http://www.w3.org/2000/svg", tag);
  const svg = made("svg"), path = made("path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.ariaHidden = "true";
  path.setAttribute("d", d);
  svg.append(path);
  return svg;
}

if (!customElements.get("doolittle-chat")) customElements.define("doolittle-chat", DoolittleChat);
