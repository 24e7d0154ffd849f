/**
 * What is wrong with the page as it is: what axe finds, by its rules or some of them, and what it does not look for:
 * targets of under 24 by 24 pixels (WCAG 2.5.8 without its exceptions but that for links in a line), icons and
 * placeholders of under 4.5:1, something beyond the edge, something that moves.
 */
async ({ rules, least, side }) => {
  const chat = document.querySelector("doolittle-chat"), root = chat.shadowRoot, wrong = [];
  const paint = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  paint.canvas.width = paint.canvas.height = 1;
  const seen = {};
  const rgba = colour => seen[colour] ??= (() => {
    paint.clearRect(0, 0, 1, 1);
    paint.fillStyle = colour;
    paint.fillRect(0, 0, 1, 1);
    return [...paint.getImageData(0, 0, 1, 1).data];
  })();
  const over = (top, below) => top.map((value, i) => (i < 3 ? value * top[3] / 255 + below[i] * (1 - top[3] / 255) : 255));
  const above = e => e.parentElement ?? e.getRootNode().host ?? null;
  const ground = e => {
    if (!e) return [255, 255, 255, 255];
    const own = rgba(getComputedStyle(e).backgroundColor);
    return own[3] === 255 || e.matches("dialog") ? own : over(own, ground(above(e)));
  };
  const light = colour => colour.slice(0, 3)
    .map(value => (value /= 255) <= .04045 ? value / 12.92 : ((value + .055) / 1.055) ** 2.4)
    .reduce((sum, value, i) => sum + value * [.2126, .7152, .0722][i], 0);
  const contrast = (ink, paper) => {
    const [low, high] = [light(over(ink, paper)), light(paper)].sort((a, b) => a - b);
    return (high + .05) / (low + .05);
  };
  const shown = selector => [...root.querySelectorAll(selector)].filter(e => e.checkVisibility({ opacityProperty: true }));
  const called = e => e.ariaLabel || e.textContent.trim() || e.localName;

  const found = await axe.run(document, { preload: false, resultTypes: ["violations", "incomplete"], elementRef: true, ...rules });
  for (const { id, nodes } of found.incomplete) if (id === "color-contrast") for (const { element, html } of nodes) {
    const ratio = contrast(rgba(getComputedStyle(element).color), ground(element)); // What axe leaves undecided.
    if (ratio < least) wrong.push(`${id}: ${html.slice(0, 150)} ${ratio.toFixed(2)}:1`);
  }
  for (const { id, nodes } of found.violations) for (const { html, failureSummary } of nodes) wrong.push(`${id}: ${html.slice(0, 150)} ${failureSummary}`);
  for (const target of shown("button, a, summary, input, textarea")) {
    const { width, height } = (target.closest(".cards li") ?? target).getBoundingClientRect();
    if (Math.min(width, height) < side && !target.matches("p a, li:not(.cards li) a")) wrong.push(`${called(target)}: ${width} by ${height} px`);
  }
  for (const icon of shown("svg")) {
    const ratio = contrast(rgba(getComputedStyle(icon).color), ground(icon));
    if (ratio < least) wrong.push(`the icon of ${called(icon.parentElement)}: ${ratio.toFixed(2)}:1`);
  }
  for (const field of shown("textarea, input")) {
    const ratio = contrast(rgba(getComputedStyle(field, "::placeholder").color), ground(field));
    if (ratio < least) wrong.push(`the placeholder of ${called(field)}: ${ratio.toFixed(2)}:1`);
  }
  const wider = document.documentElement.scrollWidth - innerWidth;
  if (wider > 0) wrong.push(`${wider} px wider than the window`);
  for (const part of shown(".panel, .view, .hello")) {
    if (!part.matches(".panel") && part.scrollWidth > part.clientWidth) wrong.push(`${part.className} scrolls sideways`);
    const { left, right, top, bottom } = part.getBoundingClientRect();
    if (left < 0 || top < 0 || right > innerWidth + .5 || bottom > innerHeight + .5) wrong.push(`${part.className} is beyond the edge`);
  }
  for (const moving of [...document.getAnimations(), ...root.getAnimations()]) wrong.push(`${moving.animationName ?? moving.transitionProperty} moves`);
  return wrong;
}
