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
  const natural = "a[href], button, summary, input, textarea, [tabindex='0']";
  const pressed = new Set(), reached = new Set(), lost = new Set(), shown = e => e.checkVisibility({ visibilityProperty: true });
  let on = false, back = null, there = [];
  window.sweep = {
    get root() { return document.querySelector("doolittle-chat").shadowRoot },
    get actions() {
      return [...this.root.querySelectorAll("*")].filter(e =>
        !e.matches(".panel") && (acting.has(e) || e.matches(natural)) && shown(e));
    },
    /** How many actions there are. */
    begin() {
      const { root } = this;
      if (!roots.has(root)) {
        roots.add(root);
        listen.call(root, "focusin", e => {
          if (!on) return;
          reached.add(e.target);
          for (const each of there) if (!shown(each)) lost.add(each);
        });
        listen.call(root, "click", e => {
          if (!on) return;
          e.preventDefault();
          e.stopImmediatePropagation();
          pressed.add(e.target.closest("button, a, summary"));
        }, true);
      }
      back = root.activeElement;
      reached.clear();
      lost.clear();
      on = true;
      there = this.actions;
      return there.length;
    },
    /** What had no focus, and what had none for it was gone for a time; what had it; and what is to be pressed, each once. */
    after(known) {
      const missing = there.filter(e => !reached.has(e) && shown(e));
      this.left = this.actions.filter(e => e.matches("button, a, summary") && !known.includes(called(e)));
      const kinds = [missing.filter(e => !lost.has(e)), missing.filter(e => lost.has(e)), [...reached], this.left];
      return kinds.map(each => each.map(called));
    },
    next() { this.at = this.left.shift(); this.at.focus(); return !this.at.matches("a") },
    was() { return pressed.delete(this.at) },
    /** Whether it has gone meanwhile, as the way back to the end does where what had the focus before it scrolled there. */
    gone() { return !this.actions.includes(this.at) },
    end() { on = false; (back ?? document.body).focus?.({ preventScroll: true }) },
  };
}
