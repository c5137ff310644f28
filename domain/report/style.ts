/** The whole style of the HTML report: no font, script or picture comes from elsewhere. */
export const REPORT_STYLE = `
:root {
  color-scheme: light dark;
  --page: #f5f6f8; --card: #ffffff; --ink: #1b1f24; --faint: #5b6470; --line: #dfe3e8; --code: #eef1f4;
  --good: #12713a; --good-soft: #e3f4ea; --bad: #b42318; --bad-soft: #fdecea; --warn: #8a5a00; --warn-soft: #fff3d6;
  --blue: #1f5fbf; --on-verdict: #ffffff;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0f1216; --card: #181c22; --ink: #e8ebef; --faint: #9aa4b1; --line: #2b313a; --code: #232932;
    --good: #4cc38a; --good-soft: #12301f; --bad: #ff7b6e; --bad-soft: #3a1714; --warn: #e5b454; --warn-soft: #33270d;
    --blue: #7ab0ff; --on-verdict: #0f1216;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; display: grid; gap: 1rem; }
header, section { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 1.25rem 1.5rem; min-width: 0; }
header { border-top: 6px solid var(--verdict); }
.verified { --verdict: var(--good); --soft: var(--good-soft); }
.failed { --verdict: var(--bad); --soft: var(--bad-soft); }
.badge { display: inline-block; background: var(--verdict); color: var(--on-verdict); font-weight: 700; letter-spacing: .04em; padding: .2rem .75rem; border-radius: 999px; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: .75rem 0 .5rem; overflow-wrap: anywhere; }
h1::first-letter { text-transform: uppercase; }
h2 { font-size: 1.05rem; margin: 0 0 .75rem; }
p { margin: .5rem 0; }
p, li, td, dd, blockquote { overflow-wrap: anywhere; }
ul { margin: 0; padding-left: 1.2rem; } li + li { margin-top: .35rem; }
code, .when, time { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .92em; font-variant-numeric: tabular-nums; }
code { background: var(--code); border-radius: 4px; padding: .1em .3em; }
blockquote { margin: .75rem 0 0; padding: .6rem .9rem; background: var(--soft); border-left: 4px solid var(--verdict); border-radius: 4px; white-space: pre-wrap; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .75rem; margin: 1.1rem 0 0; }
.figures div { border: 1px solid var(--line); border-radius: 8px; padding: .6rem .8rem; }
.figures dt { color: var(--faint); font-size: .82rem; } .figures dd { margin: 0; font-weight: 650; }
.figures small { display: block; font-weight: 400; font-size: .8rem; color: var(--faint); }
.next { border-left: 6px solid var(--verdict); }
.beside { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 28rem); gap: 1.5rem; align-items: start; }
.facts { margin: 0; display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .35rem 1rem; }
.facts dt { color: var(--faint); } .facts dd { margin: 0; }
.moments { width: 100%; height: auto; font: 12.5px system-ui, "Segoe UI", Roboto, Arial, sans-serif; fill: var(--ink); }
.moments .axis { stroke: var(--faint); stroke-width: 2; }
.moments polyline { fill: none; stroke: var(--line); stroke-width: 1.5; }
.moments circle { fill: var(--dot); stroke: var(--card); stroke-width: 1.5; }
.moments g { --dot: var(--faint); } .moments .target { --dot: var(--blue); } .moments .recovered, .moments .open { --dot: var(--good); }
.moments .incident { --dot: var(--bad); } .moments .frozen { --dot: var(--warn); }
.moments .target text, .moments .incident text, .moments .recovered text { font-weight: 600; }
.moments .lost rect { fill: var(--bad); opacity: .55; } .moments .stopped rect { fill: var(--warn); opacity: .75; }
.moments .lost text, .moments .stopped text { fill: var(--faint); font-size: 11px; }
.steps { display: grid; gap: .3rem; margin: 1.25rem 0 0; padding: 0; list-style: none; }
.steps li { display: grid; grid-template-columns: 10.5rem 4.8rem minmax(0, 1fr) 7rem; gap: .75rem; align-items: center; margin: 0; }
.steps .bar { background: var(--code); border-radius: 4px; height: .8rem; position: relative; overflow: hidden; }
.steps .bar i { position: absolute; top: 0; bottom: 0; min-width: 3px; border-radius: 4px; background: var(--blue); }
.steps .failed .bar i { background: var(--bad); } .steps .failed .name { color: var(--bad); font-weight: 650; }
.steps .took { text-align: right; font-variant-numeric: tabular-nums; } .steps small { color: var(--faint); display: block; }
table { border-collapse: collapse; width: 100%; font-size: .93rem; }
th { text-align: left; color: var(--faint); font-weight: 600; font-size: .82rem; }
th, td { padding: .5rem .75rem .5rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
tr:last-child td { border-bottom: 0; } td:first-child { font-weight: 600; min-width: 7rem; overflow-wrap: break-word; }
.outcome { display: inline-block; white-space: nowrap; border-radius: 999px; padding: .05rem .6rem; font-size: .85rem; font-weight: 600; background: var(--code); color: var(--faint); }
.outcome.passed { background: var(--good-soft); color: var(--good); } .outcome.failed { background: var(--bad-soft); color: var(--bad); }
.outcome.unknown { background: var(--warn-soft); color: var(--warn); }
a { color: var(--blue); }
footer { color: var(--faint); font-size: .85rem; padding: 0 .25rem; overflow-wrap: anywhere; }
@media (max-width: 46rem) {
  main { padding: .75rem .6rem 2rem; gap: .75rem; }
  header, section { padding: 1rem; border-radius: 10px; }
  .beside { grid-template-columns: minmax(0, 1fr); }
  .facts { grid-template-columns: minmax(0, 1fr); gap: 0; } .facts dd { margin-bottom: .5rem; }
  .figures { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .steps li { grid-template-columns: minmax(0, 1fr) max-content; gap: .1rem .75rem; } .steps time { display: none; }
  .steps .took { grid-row: 1; grid-column: 2; } .steps .bar { grid-column: 1 / -1; height: .5rem; }
  table, tbody, tr, td { display: block; } thead { display: none; }
  tr { border-bottom: 1px solid var(--line); padding: .6rem 0; } tr:last-child { border-bottom: 0; }
  td { border: 0; padding: .15rem 0; } td[data-label]::before { content: attr(data-label) ": "; color: var(--faint); }
}
@media print {
  :root { --page: #fff; --card: #fff; --ink: #000; --faint: #444; --line: #bbb; --code: #f2f2f2; --good: #0b5c2d; --bad: #a11; --blue: #1f5fbf; --warn: #7a5000;
    --good-soft: #eef8f1; --bad-soft: #fdf0ef; --warn-soft: #fff8e6; --on-verdict: #fff; }
  body { font-size: 10.5pt; } main { max-width: none; padding: 0; }
  header, section { break-inside: avoid; } .steps .bar i, .badge, rect { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
