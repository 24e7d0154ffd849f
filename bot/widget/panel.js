/** The panel: header, conversation, composer; a dialog beside the page, over it on a phone, or in its place. */
import { Composer } from "./composer.js";
import { chip, chips, el, iconButton, link, webAddress } from "./dom.js";
import { SHEET } from "./panel.css.js";
import { Scroller } from "./scroller.js";
import { about, Problem } from "./stream.js";
import { sayer } from "./strings.js";
import { Talk } from "./talk.js";

/** @typedef {import("./stream.js").Choice} Choice */
/** @typedef {{ title?: string, assistant?: string, provenance?: string, contact?: string, languages?: string[], starters?: Choice[] }} Card */

const PHONE = matchMedia("(max-width: 480px), (max-height: 480px)");
const TOUCH = matchMedia("(pointer: coarse)");
let count = 0;

export class Panel {
  /** @type {Card} */ card = {};
  begun = false;
  #turns = el("div", { class: "turns" });
  #status = el("div", { class: "unseen", role: "status" });
  #alert = el("div", { class: "unseen", role: "alert" });
  #notice = el("div", { class: "notice", hidden: true });
  #banner = el("div", { class: "banner", role: "status", hidden: true });
  #note = el("p", { class: "note" });
  #intro = el("div", { class: "intro" });
  #name = el("h2", { id: `doolittle-${++count}` });
  #menu = el("div", { class: "menu", hidden: true });

  /**
   * @param {any} host the element @param {HTMLElement} root where to draw
   * @param {Record<string, string>} said the strings @param {string} locale
   */
  constructor(host, root, said, locale) {
    this.host = host;
    this.say = sayer(said);
    this.locale = locale;
    this.inline = host.getAttribute("position") === "inline";
    host.shadowRoot.adoptedStyleSheets.push(SHEET);
    this.composer = new Composer(this.say, {
      send: text => this.talk.say(text),
      stop: () => this.talk.stop(),
      wrote: draft => { this.talk.store.keep({ draft }); this.talk.store.tell("draft", draft); this.#typing() },
    });
    this.frame = this.#frame();
    const [view, content, jump] = [".view", ".content", ".jump"].map(place => /** @type {HTMLElement} */ (this.frame.querySelector(place)));
    this.scroller = new Scroller(view, content, jump);
    this.talk = this.#talk();
    this.#draft(this.talk.store.kept.draft);
    root.append(this.frame);
    this.#greet();
    for (const kind of ["online", "offline"]) addEventListener(kind, () => this.#network());
    document.addEventListener("visibilitychange", () => this.#seen());
    PHONE.addEventListener("change", () => { if (this.isOpen && !this.inline) { this.#shut(); this.#open(true) } });
    visualViewport?.addEventListener("resize", () => this.#fit());
    visualViewport?.addEventListener("scroll", () => this.#fit());
    host.unread = this.talk.store.kept.unread;
  }

  get isOpen() { return this.inline || this.frame.matches("[open], :popover-open") }

  /** Open it, and once begin. @param {boolean} focus */
  show(focus) {
    if (!this.isOpen) this.#open(focus);
    else if (focus && !this.inline) this.#focus();
    if (!this.begun) this.#begin();
    this.#seen();
  }

  /** Close it; the focus goes back to where it was, or to the launcher. */
  hide() {
    if (this.inline || !this.isOpen) return;
    const inside = this.frame.contains(this.host.shadowRoot.activeElement);
    this.#shut();
    this.host.remember("open", "");
    const { opener } = this, launcher = this.host.shadowRoot.querySelector(".launcher");
    launcher.ariaExpanded = "false";
    if (inside) (opener?.isConnected && opener !== document.body ? opener : launcher).focus();
    this.#tell("closed");
  }

  /** Ask in the visitor's name. @param {string} text */
  ask(text) { this.talk.say(text) }

  /** An attribute changed. @param {string} name */
  changed(name) {
    if (["topic", "page", "starters"].includes(name)) this.#welcome();
    this.#greet();
  }

  /** @param {boolean} focus */
  #open(focus) {
    this.opener = this.host.shadowRoot.activeElement ?? document.activeElement;
    this.frame.inert = true; // A dialog takes the focus where it likes as it opens, unless it can not.
    if (PHONE.matches) this.frame.showModal(); else this.frame.showPopover();
    this.frame.inert = false;
    this.#fit();
    const launcher = this.host.shadowRoot.querySelector(".launcher");
    if (launcher) launcher.ariaExpanded = "true";
    if (focus) this.#focus();
    this.host.remember("open", "1");
    this.#tell("opened");
  }

  #shut() { if (this.frame.open) this.frame.close(); else this.frame.hidePopover() }

  #focus() { (TOUCH.matches ? this.#name : this.composer.field).focus() }

  #begin() {
    this.begun = true;
    this.#network();
    this.#welcome();
    this.talk.restore();
    const ask = this.host.getAttribute("ask");
    if (ask && this.host.remember("asked") !== ask) { this.host.remember("asked", ask); this.talk.say(ask) }
  }

  #talk() {
    const line = { server: this.host.server, token: () => this.host.getAttribute("token") };
    const desk = {
      say: this.say, locale: this.locale, tongue: () => this.#tongue,
      choose: (/** @type {Choice} */ choice) => { this.talk.say(choice.payload, choice.title); if (!TOUCH.matches) this.composer.field.focus() },
      again: (/** @type {any} */ turn) => this.talk.again(turn),
      edit: (/** @type {string} */ words) => this.composer.edit(words),
      alert: (/** @type {string} */ words) => { this.#alert.textContent = words },
      person: () => this.#person(),
      judge: async (/** @type {string} */ id, /** @type {string} */ value, /** @type {string} */ reason = "", /** @type {string} */ comment = "") => {
        try { await this.talk.judge(id, value, reason, comment) } catch (error) { desk.alert(this.say("unjudged")); throw error }
        this.#tell("feedback", { id, value });
      },
    };
    return new Talk(line, this.host.key, this.#turns, desk, {
      busy: busy => { this.composer.busy = busy },
      asked: turn => { this.#greet(); this.scroller.follow(turn.node) },
      thinking: turn => { this.#greet(); this.#announce(this.say("thinking"), this.locale); this.scroller.follow(turn.node) },
      arrived: turn => this.#arrived(turn),
      refused: words => { this.composer.text ||= words },
      lost: lost => { this.#greet(); this.#lost(lost) },
      renewed: () => { this.#notice.hidden = true; this.#greet(); this.#seen() },
      counted: () => { this.host.unread = this.talk.store.kept.unread },
      drafted: draft => this.#draft(draft),
    });
  }

  /** @param {string} draft */
  #draft(draft) { this.composer.text = draft; this.#typing() }

  #typing() { this.frame.classList.toggle("typing", Boolean(this.composer.text.trim())) }

  /** @param {import("./turn.js").Turn} turn */
  #arrived(turn) {
    this.#announce(turn.words, this.#tongue);
    if (turn.outcome === "silent") return;
    this.#tell(turn.outcome === "declined" ? "declined" : "answered", { id: turn.id });
    if (!this.isOpen || document.hidden) {
      this.talk.store.keep({ unread: this.talk.store.kept.unread + 1 });
      this.host.unread = this.talk.store.kept.unread;
    } else if (TOUCH.matches && !this.host.shadowRoot.activeElement?.matches("textarea")) turn.answer.focus({ preventScroll: true });
  }

  /** Have it read out, once. @param {string} words @param {string} language */
  #announce(words, language) {
    this.#status.lang = language;
    this.#status.textContent = words;
  }

  /** The language of answers; the page's until it is known. */
  get #tongue() { return this.card.languages?.[0] ?? this.locale }

  #frame() {
    const { say } = this;
    const more = iconButton("more", say("more"), () => this.#unfold(Boolean(this.#menu.hidden)));
    more.ariaExpanded = "false";
    more.classList.add("more");
    this.#name.tabIndex = -1;
    const header = el("header", {}, this.#name,
      iconButton("fresh", say("fresh"), () => { this.talk.renew(); this.#focus() }), more,
      !this.inline && iconButton("close", say("close"), () => this.hide()), this.#menu);
    const jump = iconButton("latest", say("latest"), () => this.scroller.follow(null));
    jump.classList.add("jump");
    const content = el("div", { class: "content" }, this.#intro, this.#turns);
    const view = el("div", { class: "view", tabindex: 0, role: "log", "aria-live": "off", "aria-label": say("log") }, content);
    const foot = el("footer", {}, jump, this.#banner, this.#notice, this.composer.node, this.#note);
    const frame = /** @type {HTMLDialogElement} */ (el(/** @type {any} */ (this.inline ? "section" : "dialog"), { class: "panel", "aria-labelledby": this.#name.id }));
    if (!this.inline) frame.popover = "manual";
    frame.append(header, el("div", { class: "middle" }, view), foot, this.#status, this.#alert);
    frame.addEventListener("keydown", event => { if (event.key === "Escape" && !event.isComposing) { event.stopPropagation(); this.#escape() } });
    frame.addEventListener("cancel", event => { event.preventDefault(); this.#escape() });
    frame.addEventListener("click", event => { if (!more.contains(/** @type {Node} */ (event.target))) this.#unfold(false) });
    return frame;
  }

  #escape() {
    if (!this.#menu.hidden) { this.#unfold(false); /** @type {HTMLElement} */ (this.frame.querySelector(".more")).focus() }
    else if (!this.#notice.hidden) this.#tellAside();
    else this.hide();
  }

  /** @param {boolean} open */
  #unfold(open) {
    if (open) {
      const { say } = this, privacy = webAddress(this.host.getAttribute("privacy-url"));
      const item = (/** @type {string} */ key, /** @type {() => void} */ onclick) => el("button", { type: "button", onclick }, say(key));
      this.#menu.replaceChildren(item("person", () => this.#person()),
        ...(this.talk.empty ? [] : [item("export", () => this.#export()), item("forget", () => this.#forget())]),
        ...(privacy ? [link(privacy, say("privacy"))] : []));
    }
    this.#menu.hidden = !open;
    /** @type {HTMLElement} */ (this.frame.querySelector(".more")).ariaExpanded = String(open);
  }

  /** Something said aside, above the composer; nothing ends it. @param {...(Node | string)} content */
  #tellAside(...content) {
    this.#notice.hidden = !content.length;
    const done = iconButton("close", this.say("dismiss"), () => { this.#tellAside(); this.#focus() });
    this.#notice.replaceChildren(...(content.length ? [el("div", { dir: "auto" }, ...content), done] : []));
    if (content.length) /** @type {HTMLElement} */ (this.#notice.querySelector("button")).focus();
    else this.#focus();
  }

  #person() { this.#tellAside(el("p", {}, this.card.contact || this.say("nobody"))) }

  async #export() {
    const url = URL.createObjectURL(new Blob([await this.talk.text()], { type: "text/plain;charset=utf-8" }));
    el("a", { href: url, download: `${this.say("file")}.txt` }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  }

  #forget() {
    const { say } = this;
    const yes = chip(say("forget.yes"), async () => {
      try { await this.talk.forget(); this.#tellAside(el("p", { role: "status" }, say("forgotten"))) }
      catch (error) { if (!(error instanceof Problem)) throw error; this.#tellAside(el("p", { role: "alert" }, say("unforgotten"))) }
    }, "danger");
    const no = chip(say("forget.no"), () => this.#tellAside());
    this.#tellAside(el("p", {}, say("forget.sure")), chips(say("forget"), "", yes, no));
  }

  /** Ask the server what to greet with. */
  async #welcome() {
    const { host } = this, page = host.getAttribute("page");
    const query = { topic: host.getAttribute("topic") ?? "", page: (page === "" ? document.title : page ?? "").slice(0, 300) };
    try { this.card = await about(this.talk.line, query) } catch { /* the greeting does without */ }
    this.#greet();
    for (const turn of this.talk.turns.values()) turn.speak();
  }

  /** Name, first words and note, of what is known by now. */
  #greet() {
    const { say, card, host } = this;
    this.#name.textContent = host.getAttribute("title") || card.assistant || say("name");
    const own = host.getAttribute("starters")?.split("|").map((/** @type {string} */ text) => text.trim()).filter(Boolean);
    /** @type {Choice[]} */
    const starters = own ? own.map((/** @type {string} */ title) => ({ title, payload: title })) : card.starters ?? [];
    const first = starters.slice(0, 4).map(({ title, payload }) => chip(title, () => this.talk.say(payload, title)));
    if (!own) for (const made of first) made.lang = this.#tongue;
    this.#intro.hidden = !this.talk.empty;
    this.#intro.replaceChildren(el("h3", { dir: "auto" }, card.title ? say("hello", { title: card.title }) : say("hello.plain")),
      el("p", {}, say("disclosure")), el("p", { class: "quiet", dir: "auto", lang: this.#tongue }, card.provenance ?? ""),
      chips(say("starters"), "starters", ...first));
    const names = new Intl.DisplayNames([this.locale], { type: "language" });
    const languages = (card.languages ?? []).map(tag => names.of(tag) ?? tag);
    this.#note.replaceChildren(el("span", {}, say("automated")), languages.length ? el("span", {}, say("languages", { languages: languages.join(", ") })) : "",
      el("button", { type: "button", onclick: () => this.#person() }, say("person")));
  }

  #network() {
    this.#banner.hidden = navigator.onLine;
    this.#banner.textContent = navigator.onLine ? "" : this.say("offline");
  }

  /** @param {boolean} lost */
  #lost(lost) {
    if (!lost || !navigator.onLine) { this.#network(); return }
    const retry = chip(this.say("again"), () => this.talk.restore());
    this.#banner.replaceChildren(el("span", {}, this.say("lost")), retry);
    this.#banner.hidden = false;
  }

  /** What came is seen. */
  #seen() {
    if (!this.isOpen || document.hidden || !this.talk.store.kept.unread) return;
    this.talk.store.keep({ unread: 0 });
    this.talk.store.tell("seen");
    this.host.unread = 0;
  }

  /** On a phone the panel ends where the keyboard begins. */
  #fit() {
    if (this.inline || !visualViewport) return;
    this.frame.style.setProperty("--seen", `${visualViewport.height}px`);
    this.frame.style.setProperty("--from", `${visualViewport.offsetTop}px`);
  }

  /** @param {string} name @param {object} [detail] */
  #tell(name, detail = {}) { this.host.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true, detail })) }
}
