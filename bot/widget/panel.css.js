/** How the panel looks. Hosts set --doolittle-accent, -font, -size, -radius and -offset; all else follows. */
export const SHEET = new CSSStyleSheet();
SHEET.replaceSync(`
.panel {
  --page: light-dark(#fff, #17191c); --ink: light-dark(#1c2024, #e9e7e3); --quiet: light-dark(#5a616a, #a9afb7);
  --line: light-dark(#e4e3df, #33383e); --edge: light-dark(#868c95, #747b84); --field: light-dark(#fff, #1f2327);
  --text: light-dark(var(--accent-light), var(--accent-dark));
  --soft: color-mix(in srgb, var(--text) 10%, var(--page)); --hover: color-mix(in srgb, var(--ink) 7%, var(--page));
  --bad: light-dark(#a3261b, #ffb4aa); --bad-soft: light-dark(#fceeec, #38201e);
  --warn: light-dark(#6b4a00, #f2d28b); --warn-soft: light-dark(#fdf3d8, #332b18);
  --r: var(--doolittle-radius, 20px); --pad: 20px;
  all: unset; direction: inherit; box-sizing: border-box; display: flex; flex-direction: column; overflow: hidden;
  background: var(--page); color: var(--ink); font-family: inherit; font-size: var(--doolittle-size, 15px); line-height: 1.55;
  overflow-wrap: break-word; text-align: start;
}
dialog.panel:not([open], :popover-open) { display: none }
dialog.panel { position: fixed; width: min(400px, 100vw - 2 * var(--gap)); height: min(680px, 100dvh - 2 * var(--gap) - 72px);
  bottom: calc(var(--gap) + 68px + env(safe-area-inset-bottom)); inset-inline-end: var(--gap); border-radius: var(--r);
  border: 1px solid var(--line); box-shadow: 0 2px 6px #0000000f, 0 16px 48px #0000002b; animation: grow .17s cubic-bezier(.2, .8, .3, 1); transform-origin: 100% 100% }
.root[data-position=left] dialog.panel { left: var(--gap); right: auto; transform-origin: 0 100% }
.root[data-position=right] dialog.panel { right: var(--gap); left: auto }
section.panel { height: 100% }
@keyframes grow { from { transform: translateY(10px) scale(.97) } }
.panel *, .panel ::before, .panel ::after { box-sizing: border-box }
:where(button, textarea, input) { font: inherit; color: inherit; margin: 0 }
:where(button) { cursor: pointer; border: 0; background: none; padding: 0; text-align: start }
:where(:is(button, a, summary, [tabindex]):focus-visible) { outline: 2px solid var(--text); outline-offset: 2px; border-radius: 6px }
:is(h2, .answer, li):focus { outline: none }
.view:focus-visible { outline-offset: -3px }
a { color: var(--text); text-underline-offset: .18em }
:where(h2, h3, p, ul, ol, pre) { margin: 0; padding: 0; font-weight: 400; font-size: inherit }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
svg { width: 18px; height: 18px; display: block; fill: none; stroke: currentColor; stroke-width: 1.7; stroke-linecap: round; stroke-linejoin: round }
.more svg { stroke-width: 2.8 }

header { position: relative; flex: none; display: flex; align-items: center; gap: 2px; --side: max(0px, 50% - 23rem); padding-block: 10px; padding-inline: calc(var(--side) + 20px) calc(var(--side) + 10px); border-bottom: 1px solid var(--line) }
h2 { flex: 1; min-width: 0; font-weight: 650; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; text-align: start }
.icon { flex: none; width: 34px; height: 34px; border-radius: 10px; display: grid; place-items: center; color: var(--quiet) }
.icon:hover { background: var(--hover); color: var(--ink) }
.menu { position: absolute; z-index: 2; top: calc(100% - 4px); inset-inline-end: 10px; min-width: 200px; padding: 6px; border-radius: 14px;
  background: var(--page); border: 1px solid var(--line); box-shadow: 0 8px 28px #0000002e; display: flex; flex-direction: column }
.menu > * { padding: 7px 12px; border-radius: 9px; color: var(--ink); text-decoration: none }
.menu > :hover { background: var(--hover) }

.middle { position: relative; flex: 1; min-height: 0 }
.middle::after { content: ""; position: absolute; inset: auto 12px 0 0; height: 14px; background: linear-gradient(transparent, var(--page)); pointer-events: none }
.view { height: 100%; overflow-y: auto; overscroll-behavior: contain; scrollbar-width: thin }
.content { position: relative; min-height: 100%; display: flex; flex-direction: column; padding: var(--pad) var(--pad) 12px }
.content, footer > * { width: 100%; max-width: 46rem; margin-inline: auto }
section.panel header { border-bottom-color: transparent }
.icon.jump { align-self: center; width: 48px; height: 26px; margin-bottom: -3px; border: 1px solid var(--line); border-radius: 13px } .jump[hidden] { display: grid !important; visibility: hidden }

.intro { margin-top: auto; display: flex; flex-direction: column; gap: 8px }
h3 { font-size: 1.6em; line-height: 1.2; font-weight: 650; letter-spacing: -.015em; text-wrap: balance }
.cite:hover span { background: var(--text); color: var(--page) }
.quiet { color: var(--quiet); font-size: .867em; line-height: 1.45 }
.chips { display: flex; flex-wrap: wrap; gap: 8px }
.starters { margin-top: 8px; flex-direction: column; align-items: start }
.chip { padding: 6px 14px; border: 1px solid var(--line); border-radius: 18px; color: var(--text); line-height: 1.4; font-size: .933em; min-height: 24px; overflow-wrap: anywhere }
.chip:hover { border-color: var(--text); background: var(--soft) }
.chip[aria-pressed=true] { border-color: var(--text); background: var(--soft); font-weight: 600 }
.danger { color: var(--bad) } .danger:hover { border-color: var(--bad); background: var(--bad-soft) }
.buttons .chip { border-color: var(--edge) }
.typing .suggestions { display: none }

.turns { display: flex; flex-direction: column; gap: 22px }
.turn { display: flex; flex-direction: column; gap: 12px; min-width: 0; margin-inline: calc(-1 * var(--pad)); padding-inline: var(--pad) }
.turn:not(.last) { content-visibility: auto; contain-intrinsic-size: auto 320px }
.asked { align-self: flex-end; max-width: 88%; padding: 8px 14px; border-radius: 18px; border-end-end-radius: 5px; background: var(--soft); white-space: pre-wrap; overflow-wrap: anywhere }
.answer, .body { display: flex; flex-direction: column; gap: 10px; min-width: 0 }
.answer > :empty { display: none }
.body p { white-space: pre-line }
.body :is(ul, ol):not(.list, .timeline, .cards ol) { padding-inline-start: 1.3em }
code { font: .9em ui-monospace, monospace; background: var(--hover); padding: .1em .3em; border-radius: 4px }
pre { overflow-x: auto; background: var(--hover); border-radius: 10px; padding: 10px 12px } pre code { background: none; padding: 0 }
.tied { white-space: nowrap }
.cite { display: inline-grid; place-items: center; min-width: 24px; height: 24px; margin: -4px -1px; padding-inline: 2px; vertical-align: 1px }
.cite span { min-width: 16px; padding-inline: 4px; border-radius: 8px; background: var(--soft); color: var(--text); font: 600 11px/16px system-ui, sans-serif}

.sideways { container-type: inline-size; overflow-x: auto; scrollbar-width: thin; margin-inline: -4px; padding-inline: 4px }
table { width: 100%; border-collapse: collapse; font-size: .9em; line-height: 1.42; font-variant-numeric: tabular-nums }
th, td { text-align: start; vertical-align: top; padding: 8px 10px 8px 0; padding-inline: 0 10px; border-bottom: 1px solid var(--line); font-weight: 400; min-width: 6.5em }
thead > tr > * { border-bottom-color: var(--edge); font-weight: 600 }
tbody th { position: sticky; inset-inline-start: -4px; background: var(--page); color: var(--quiet); width: 6em }
tbody tr:last-child > * { border-bottom: 0 }
@container (max-width: 330px) {
  table, tbody, tr, th, td { display: block } thead { position: absolute; clip-path: inset(50%) }
  tbody tr { padding-block: 8px; border-bottom: 1px solid var(--line) } tbody tr:last-child { border-bottom: 0 }
  tbody th, td { border: 0; padding: 1px 0; width: auto; position: static } tbody th { font-weight: 600; color: var(--ink) }
  td::before { content: attr(data-side) ":\\a0"; color: var(--quiet) }
}
.list, .timeline { list-style: none; font-size: .933em }
.list li { display: flex; gap: 12px; padding-block: 3px } .list i { color: var(--quiet) }
.when { flex: none; min-width: 2.6em; color: var(--quiet); font-variant-numeric: tabular-nums }
.timeline li { position: relative; padding: 0 0 12px; padding-inline-start: 22px; display: flex; flex-direction: column; align-items: start; line-height: 1.4 }
.timeline li::before { content: ""; position: absolute; inset-inline-start: 2px; top: 6px; width: 9px; height: 9px; border-radius: 50%; background: var(--page); border: 2px solid var(--text) }
.timeline li:not(:last-child)::after { content: ""; position: absolute; inset-inline-start: 6px; top: 18px; bottom: -3px; width: 1px; background: var(--edge) }
.timeline li:last-child { padding-bottom: 0 }
time { color: var(--quiet); font-size: .93em; font-variant-numeric: tabular-nums } .timeline b { font-weight: 600 }

.sources { font-size: .867em; display: flex; flex-direction: column; gap: 6px; color: var(--quiet); margin-top: 2px }
details.sources { display: block } details[open].sources summary { margin-bottom: 6px }
summary { list-style: none; width: fit-content; cursor: pointer; color: var(--quiet); min-height: 24px } summary:hover { color: var(--ink) }
summary::after { content: ""; display: inline-block; width: 5px; height: 5px; margin: 0 8px 2px; border: solid currentColor; border-width: 0 1.5px 1.5px 0; transform: rotate(45deg) } [open] > summary::after { transform: rotate(-135deg); margin-bottom: -1px }
.cards { overflow-x: auto; scroll-snap-type: x proximity; scrollbar-width: thin; margin-inline: calc(-1 * var(--pad)); padding: 3px var(--pad); scroll-padding-inline: var(--pad) }
.cards ol { display: flex; gap: 8px; list-style: none; width: max-content; max-width: none }
.cards li { position: relative; scroll-snap-align: start; width: 218px; flex: none; padding: 9px 12px; padding-inline-start: 36px; border: 1px solid var(--line); border-radius: 12px; line-height: 1.38; color: var(--ink); overflow: hidden }
.cards li:focus-within, .cards li.lit { border-color: var(--text); background: var(--soft) }
.cards a { text-decoration: none; color: inherit } .cards a::after { content: ""; position: absolute; inset: 0; border-radius: 12px } .cards a:focus-visible { outline: none }
.cards a:focus-visible::after { outline: 2px solid var(--text); outline-offset: -2px } .cards li:hover a .title { text-decoration: underline; text-underline-offset: .18em }
.number { position: absolute; inset-inline-start: 10px; top: 10px; min-width: 18px; text-align: center; border-radius: 9px; background: var(--soft); color: var(--text); font: 600 11px/18px system-ui, sans-serif }
.title { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden }
.by { display: block; color: var(--quiet); white-space: nowrap; overflow: hidden; text-overflow: ellipsis; font-size: .94em; margin-top: 2px }

.foot { display: flex; flex-wrap: wrap; align-items: center; gap: 10px 8px } .foot > :is(.chips, form, [open]) { flex-basis: 100% } .foot .suggestions { margin-top: 2px }
.how { font-size: .867em; line-height: 24px; color: var(--quiet) }
.how ol { list-style: none; margin: 6px 0 2px 6px; margin-inline: 6px 0; border-inline-start: 1px solid var(--edge); display: flex; flex-direction: column; gap: 6px; padding-inline-start: 14px }
.how li { position: relative } .how li::before { content: ""; position: absolute; inset-inline-start: -18px; top: .5em; width: 7px; height: 7px; border-radius: 50%; background: var(--edge) }
.row { display: flex; gap: 2px; margin-inline: auto -7px }
.row .icon { width: 30px; height: 30px } .row svg { width: 16px; height: 16px }
.row [aria-pressed=true] { color: var(--text); background: var(--soft) }
@media (hover: hover) { .turn:not(.last) .row { opacity: 0 } .turn:is(:hover, :focus-within) .row { opacity: 1 } }
.reasons { scroll-margin: 16px; display: flex; flex-direction: column; gap: 8px; font-size: .933em } .line { display: flex; gap: 8px }
input { flex: 1; min-width: 0; padding: 6px 12px; border: 1px solid var(--edge); border-radius: 18px; background: var(--field) }
input::placeholder, textarea::placeholder { color: var(--quiet); opacity: 1 }
:placeholder-shown { direction: inherit; unicode-bidi: normal }
.waiting span { color: var(--quiet) }
.waiting::before { content: ""; display: inline-block; width: 8px; height: 8px; margin-inline-end: 9px; border-radius: 50%; background: var(--text); animation: pulse 1.2s infinite }
@keyframes pulse { 50% { opacity: .25 } }
.queued, .stopped { color: var(--quiet) } .stopped, .error { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 12px }
.error { padding: 9px 14px; border-radius: 12px; background: var(--bad-soft); color: var(--bad) } .error .chip, .banner .chip { color: inherit; border-color: currentColor }
.error .chip:hover, .banner .chip:hover { background: none; text-decoration: underline }

footer { position: relative; flex: none; padding: 2px 14px max(10px, env(safe-area-inset-bottom)); display: flex; flex-direction: column; gap: 8px }
.banner, .notice { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 12px; padding: 8px 14px; border-radius: 12px; font-size: .933em }
.banner { background: var(--warn-soft); color: var(--warn) }
.notice { flex-wrap: nowrap; align-items: start; background: var(--hover); padding-inline-end: 6px } .notice > div { flex: 1; min-width: 0; display: flex; flex-direction: column; gap: 8px; padding-block: 4px }
.composer { display: flex; align-items: flex-end; gap: 6px; padding: 5px; border: 1px solid var(--edge); border-radius: 24px; background: var(--field) }
.composer:focus-within { border-color: var(--text); box-shadow: 0 0 0 1px var(--text) }
textarea { flex: 1; min-width: 0; border: 0; outline: 0; background: none; resize: none; padding: 5px 4px 5px 12px; padding-inline: 12px 4px; font-size: max(16px, 1em); line-height: 1.5; max-height: calc(9em + 10px); field-sizing: content; overflow-y: auto; scrollbar-width: thin }
.go { flex: none; width: 36px; height: 36px; border-radius: 50%; display: grid; place-items: center; background: var(--fill); color: var(--on-fill) }
.stop svg { fill: currentColor }
.note { display: flex; flex-wrap: wrap; justify-content: center; gap: 0 14px; color: var(--quiet); font-size: .767em; line-height: 1.5; text-align: center }
.note button { text-decoration: underline; text-underline-offset: .18em; min-height: 24px } .note span { padding-block: 3px }

@media (max-width: 480px), (max-height: 480px) {
  .root dialog.panel { inset: var(--from, 0) 0 auto 0; width: 100%; max-width: none; height: var(--seen, 100dvh); max-height: none; border: 0; border-radius: 0; box-shadow: none }
  .panel { --pad: 16px }
  header { padding-top: max(8px, env(safe-area-inset-top)); padding-inline: calc(var(--side) + 16px) calc(var(--side) + 8px) } .icon { width: 40px; height: 40px } .row .icon { width: 34px; height: 34px }
}
@media (prefers-reduced-motion: reduce) { .panel, .panel *, .panel *::before { animation: none !important; transition: none !important } }
@media (forced-colors: active) {
  .go, .asked, .error, .banner, .notice, .cite span, .number { border: 1px solid CanvasText } .cite span, .number { line-height: 14px }
  .chip, .cards li, .composer, input { border-color: ButtonText } .chip[aria-pressed=true], .row [aria-pressed=true] { outline: 2px solid Highlight }
  .waiting::before, .how li::before, .timeline li::after { background: CanvasText; forced-color-adjust: none } .cards li.lit { border-color: Highlight }
}
`);
