/** Style of HTML pages: readable on a screen, light or dark, and on A4 paper. Figures keep their white ground. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --ink: #1b1b1b; --paper: #ffffff; --soft: #5c5c5c; --line: #d9d9d9; --good: #00795a;
  --alarm: #b34700; }
@media screen and (prefers-color-scheme: dark) { :root { --ink: #ececec; --paper: #17181a; --soft: #a8a8a8; --line: #3a3c40;
  --good: #3fc79f; --alarm: #ff9a4d; } }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.5 "DejaVu Sans", Verdana, sans-serif; }
main { max-width: 52rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .6rem; overflow-wrap: anywhere; }
h2 { font-size: 1.05rem; margin: 2rem 0 .4rem; }
p { margin: .4rem 0; }
a { color: inherit; }
code, pre { font-size: .9em; overflow-wrap: anywhere; }
pre { white-space: pre-wrap; margin: .4rem 0; }
.id { color: var(--soft); font-size: .85rem; margin: 0; overflow-wrap: anywhere; }
.aside, footer { color: var(--soft); font-size: .9rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: .9rem; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .35rem .7rem .35rem 0; border-bottom: 1px solid var(--line); }
th { color: var(--soft); font-weight: normal; }
.numbers td { font-variant-numeric: tabular-nums; }
figure { margin: 2rem 0; }
figure svg { max-width: 100%; height: auto; background: #ffffff; }
figcaption { color: var(--soft); font-size: .9rem; margin-top: .3rem; }
.badge { border: 1.5px solid currentColor; border-radius: .8rem; padding: 0 .6rem; font-size: .85rem; white-space: nowrap; }
.good { color: var(--good); }
.alarming { color: var(--alarm); }
.neutral { color: var(--soft); }
.alarm { border-left: 4px solid var(--alarm); padding-left: .8rem; margin: .8rem 0; }
@page { size: A4; margin: 15mm; }
@media print { :root { color-scheme: light; font-size: 11px; } main { max-width: none; padding: 0; }
  .scroll { overflow: visible; } h2 { break-after: avoid; } figure, tr, .alarm { break-inside: avoid; }
  figure svg { max-height: 240mm; } }
`;
