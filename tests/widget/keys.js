/**
 * Notes what the keyboard reaches and what its keys press, and keeps what is pressed from happening. An action is
 * whatever has a listener for clicks, be it a button or not, and every link, field and box that scrolls.
 */
() => {
  const listen = EventTarget.prototype.addEventListener, acting = new WeakSet(), roots = new WeakSet();
  EventTarget.prototype.addEventListener = function (kind, ...more) {
    if (kind === "click") acting.add(this);
    return listen.call(this, kind, ...more);
  };
  const called = e => `${e.localName}.${e.className} ${e.ariaLabel || e.textContent.trim()}`;
  const natural = "a[href], button, summary, input, textarea, [tabindex='0']", pressed = new Set(), reached = new Set();
  let on = false, back = null;
  window.sweep = {
    get root() { return document.querySelector("doolittle-chat").shadowRoot },
    get actions() {
      return [...this.root.querySelectorAll("*")].filter(e =>
        !e.matches(".panel") && (acting.has(e) || e.matches(natural)) && e.checkVisibility({ visibilityProperty: true }));
    },
    /** How many actions there are. */
    begin() {
      const { root } = this;
      if (!roots.has(root)) {
        roots.add(root);
        listen.call(root, "focusin", e => { if (on) reached.add(e.target) });
        listen.call(root, "click", e => {
          if (!on) return;
          e.preventDefault();
          e.stopImmediatePropagation();
          pressed.add(e.target.closest("button, a, summary"));
        }, true);
      }
      back = root.activeElement;
      reached.clear();
      on = true;
      return this.actions.length;
    },
    /** What had no focus; and what is to be pressed, each kind of action once. */
    after(known) {
      this.left = this.actions.filter(e => e.matches("button, a, summary") && !known.includes(called(e)));
      return [this.actions.filter(e => !reached.has(e)).map(called), this.left.map(called)];
    },
    next() { this.at = this.left.shift(); this.at.focus(); return !this.at.matches("a") },
    was() { return pressed.delete(this.at) },
    /** Whether it has gone meanwhile, as the way back to the end does where what had the focus before it scrolled there. */
    gone() { return !this.actions.includes(this.at) },
    end() { on = false; (back ?? document.body).focus?.({ preventScroll: true }) },
  };
}
