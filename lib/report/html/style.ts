/*
 * Colours are named by what they are for. Text has a contrast of at least 4.5 to 1 on what it stands on, shapes of 3 to
 * 1, in both schemes; test:report measures it. The eight memory colours are told apart by order and the table too.
 */
const LIGHT = `
  --page: #f6f7f9; --card: #ffffff; --ink: #1b2430; --quiet: #566171; --line: #d4d9e1; --accent: #1d5fbf;
  --soft: #e9f0fb; --pass: #1a6e3c; --pass-soft: #e4f4ea; --warn: #8a5200; --warn-soft: #fdf1dc; --fail: #b3261e;
  --fail-soft: #fbe7e5; --kafka: #4a3d8f; --kafka-soft: #edeafa; --box: #77849a; --pod: #2f6fca; --standby: #7b8798;
  --m1: #1d4f9c; --m2: #2f7de1; --m3: #0b6b74; --m4: #149aa6; --m5: #a15c00; --m6: #7a3fb0; --m7: #5b6675; --m8: #78869b;`;
const DARK = `
  --page: #12161c; --card: #1b212a; --ink: #e7ebf1; --quiet: #a7b1c0; --line: #343d4b; --accent: #7db2ff;
  --soft: #202c3f; --pass: #6fd394; --pass-soft: #17301f; --warn: #f3bd63; --warn-soft: #352a13; --fail: #ff9a90;
  --fail-soft: #3d1d1b; --kafka: #b9adff; --kafka-soft: #29244a; --box: #7d8a9c; --pod: #6ea8f7; --standby: #8f9bac;
  --m1: #4f8ae6; --m2: #8fbcff; --m3: #26939d; --m4: #6ad3dc; --m5: #e0a04a; --m6: #bd8bf0; --m7: #75849a; --m8: #b3bfcf;`;

/** The page's only style sheet. No font, picture or script is loaded. */
export const STYLE = `
:root { color-scheme: light dark; ${LIGHT} }
@media (prefers-color-scheme: dark) { :root { ${DARK} } }
* { box-sizing: border-box; }
html { font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; background: var(--page); color: var(--ink); -webkit-text-size-adjust: 100%; }
body { margin: 0 auto; padding: 2rem 1.5rem 4rem; max-width: 76rem; overflow-wrap: anywhere; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .5rem; letter-spacing: -.01em; }
h2 { font-size: 1.4rem; line-height: 1.25; margin: 3rem 0 .25rem; }
h3 { font-size: 1.1rem; margin: 2.25rem 0 .75rem; }
h4 { font-size: 1rem; margin: 0 0 .5rem; }
p { margin: 0 0 .75rem; max-width: 85ch; }
a { color: var(--accent); }
code { font: .9em ui-monospace, "DejaVu Sans Mono", monospace; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.quiet { color: var(--quiet); }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; overflow-wrap: normal; }
.card, .tiles > li { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 1rem; }
nav ul { display: flex; flex-wrap: wrap; gap: .5rem 1.25rem; padding: 0; margin: 1rem 0 0; list-style: none; }
.headline { display: grid; grid-template-columns: repeat(auto-fit, minmax(8rem, 1fr)); gap: .75rem; margin: 1rem 0 0; }
.headline div { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: .75rem 1rem; }
.headline dt { color: var(--quiet); font-size: .85rem; }
.headline dd { margin: 0; font-size: 1.2rem; font-weight: 650; line-height: 1.25; font-variant-numeric: tabular-nums; overflow-wrap: normal; }
.headline dd small { display: block; font-size: .8rem; font-weight: 400; color: var(--quiet); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 18.5rem), 1fr)); gap: .75rem; padding: 0; margin: 0; list-style: none; }
.tiles.two { grid-template-columns: repeat(auto-fill, minmax(min(100%, 26rem), 1fr)); }
svg { display: block; width: 100%; height: auto; }
svg text { fill: var(--ink); font: 13px system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
svg .strong { font-weight: 650; }
svg .small { font-size: 11.5px; fill: var(--quiet); }
.topology { max-width: 24rem; margin: 0 auto; }
.nodes { max-width: 24rem; }
.bar { height: 2.25rem; border-radius: 6px; overflow: hidden; margin: .25rem 0 .5rem; }
.bar rect { stroke: var(--card); stroke-width: 1; vector-effect: non-scaling-stroke; }
.legend { display: flex; flex-wrap: wrap; gap: .35rem 1.1rem; padding: 0; margin: .75rem 0; list-style: none; font-size: .9rem; }
.legend svg, .swatch { display: inline-block; width: .9rem; height: .9rem; vertical-align: -.1rem; margin-right: .4rem; }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 10px; background: var(--card); margin: .75rem 0; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
caption { text-align: left; padding: .6rem .8rem; color: var(--quiet); }
th, td { padding: .4rem .8rem; text-align: left; vertical-align: top; border-top: 1px solid var(--line); }
.scroll th, .scroll td { overflow-wrap: normal; }
.scroll td { min-width: 6.5rem; }
.scroll td.wide { min-width: 16rem; max-width: 32rem; overflow-wrap: anywhere; }
thead th { border-top: 0; color: var(--quiet); font-weight: 600; }
tbody th { font-weight: 500; }
tr.sum th, tr.sum td { font-weight: 650; background: var(--soft); }
.checks { padding: 0; margin: .75rem 0; list-style: none; display: grid; gap: .5rem; }
.checks li { border-left: 5px solid; border-radius: 6px; padding: .6rem .9rem; }
.checks li p { margin: 0; }
.checks .fail { border-color: var(--fail); background: var(--fail-soft); }
.checks .warn { border-color: var(--warn); background: var(--warn-soft); }
.checks .pass { border-color: var(--pass); background: var(--pass-soft); }
.verdict { font-weight: 700; margin-right: .4rem; }
.fail .verdict { color: var(--fail); } .warn .verdict { color: var(--warn); } .pass .verdict { color: var(--pass); }
.checks .quiet { color: var(--ink); opacity: .86; }
details { background: var(--card); border: 1px solid var(--line); border-radius: 10px; margin: .5rem 0; }
summary { cursor: pointer; padding: .65rem 1rem; font-weight: 600; }
details > :not(summary) { margin-left: 1rem; margin-right: 1rem; }
details .scroll { margin-bottom: 1rem; }
footer { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--line); color: var(--quiet); font-size: .9rem; }
@media (max-width: 40rem) {
  body { padding: 1.25rem 1rem 3rem; }
  h1 { font-size: 1.45rem; }
  .headline { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .headline dd { font-size: 1.15rem; }
  .stack thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .stack tr { display: block; padding: .5rem .8rem; border-top: 1px solid var(--line); }
  .stack th, .stack td { display: block; padding: .1rem 0; border: 0; text-align: left; white-space: normal; }
  .stack td[data-label]::before { content: attr(data-label) ": "; color: var(--quiet); }
}
@media print {
  :root { color-scheme: light; ${LIGHT} --page: #ffffff; }
  html { font-size: 10.5pt; } body { padding: 0; max-width: none; } nav { display: none; }
  h2, h3, h4, summary { break-after: avoid; } li, tr, figure, .headline div { break-inside: avoid; }
  .environment + .environment { break-before: page; }
  .scroll { overflow: visible; }
  details::details-content { content-visibility: visible; height: auto; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
