/** Keeps the end in sight while it grows, unless the visitor has scrolled away; offers the way back. */
const SLACK = 20;

export class Scroller {
  #follow = true;
  #top = 0;
  /** The turn whose beginning stays in sight. @type {HTMLElement | null} */ #read = null;

  /** @param {HTMLElement} view @param {HTMLElement} content @param {HTMLElement} jump */
  constructor(view, content, jump) {
    this.view = view;
    this.jump = jump;
    view.addEventListener("scroll", () => this.#moved(), { passive: true });
    new ResizeObserver(() => this.#grown()).observe(content);
    new ResizeObserver(() => this.#grown()).observe(view);
  }

  /** Follow from here on, and keep the beginning of a turn in sight. @param {HTMLElement | null} turn */
  follow(turn) {
    this.#follow = true;
    this.#read = turn;
    this.#grown();
  }

  get #end() { return this.view.scrollHeight - this.view.clientHeight }

  #grown() {
    if (this.#follow) {
      const start = this.#read?.isConnected ? this.#read.offsetTop - 12 : Infinity;
      const whole = this.#end - start < SLACK;
      this.view.scrollTop = this.#top = Math.max(this.view.scrollTop, whole ? this.#end : start);
    }
    this.#offer();
  }

  #moved() {
    const { scrollTop } = this.view;
    if (scrollTop < this.#top - 1) this.#follow = false;
    if (scrollTop >= this.#end - 1) { this.#follow = true; if (scrollTop > this.#top) this.#read = null }
    this.#top = scrollTop;
    this.#offer();
  }

  #offer() { this.jump.hidden = this.#end - this.view.scrollTop < SLACK }
}
