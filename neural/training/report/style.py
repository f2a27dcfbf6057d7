"""How a report looks. The colours are those of the plots (`plots.LIGHT`, `plots.DARK`)."""

STYLE = """
:root { --ground: #f5f6f8; --card: #ffffff; --ink: #2b2f36; --quiet: #636a75; --line: #d9dce1; --heat: 0 114 178;
  --mark: #d55e00; color-scheme: light dark; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #131518; --card: #1c1f24; --ink: #d5d8dd; --quiet: #9aa1ac; --line: #3a3f47; --heat: 92 184 240;
    --mark: #ff9a4d; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif;
  overflow-wrap: anywhere; -webkit-text-size-adjust: 100%; }
main { max-width: 66rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .4rem; }
h2 { font-size: 1.2rem; margin: 0 0 .6rem; }
h3 { font-size: 1rem; margin: 0 0 .3rem; }
p { margin: 0 0 .6rem; max-width: 46rem; }
.fact, .note { color: var(--quiet); margin-bottom: .2rem; }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); gap: 1rem;
  margin: 1.5rem 0; }
.maps { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 27rem), 1fr)); gap: 1.6rem;
  margin: 1.2rem 0; }
article { min-width: 0; }
figure { margin: 0; }
figure, section, details { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; }
figure { padding: .4rem; }
img { display: block; width: 100%; height: auto; }
section, details { padding: 1rem; margin: 1rem 0; }
summary { font-weight: 600; cursor: pointer; }
.wide { overflow-x: auto; margin-top: .5rem; }
.wide:focus-visible, summary:focus-visible { outline: 2px solid rgb(var(--heat)); outline-offset: 2px; }
table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; }
th, td { padding: .25rem .7rem .25rem 0; text-align: start; vertical-align: top; border-bottom: 1px solid var(--line);
  overflow-wrap: normal; }
thead th { color: var(--quiet); font-weight: 600; }
tbody th { font-weight: 500; }
.heat th, .heat td { border: 0; padding: .15rem .4rem; font-weight: 400; }
.heat tbody td { background: rgb(var(--heat) / calc(var(--w, 0) * .85)); border: 1px solid var(--card); }
.heat td.none { color: var(--quiet); background: none; }
.heat .marked th { font-weight: 700; border-inline-start: 3px solid var(--mark); }
.hops tbody td { min-width: 4rem; text-align: center; background: rgb(var(--heat) / calc(var(--w, 0) * .45)); }
.hops tbody th { min-width: 12rem; max-width: 36rem; overflow-wrap: anywhere; }
.pieces { font-size: .85rem; line-height: 1.1; }
.pieces thead th { vertical-align: bottom; padding: .2rem 0; }
.pieces thead span { writing-mode: vertical-rl; transform: rotate(180deg); white-space: nowrap; }
.pieces tbody th { white-space: nowrap; text-align: end; vertical-align: middle; }
.pieces tbody td { min-width: 1.35rem; height: 1.35rem; padding: 0; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: 0; padding: .8rem 0;
  border-top: 1px solid var(--line); }
dt { color: var(--quiet); }
dd { margin: 0; min-width: 0; }
@media (max-width: 34rem) {
  dl { grid-template-columns: 1fr; gap: 0; }
  dd { margin-bottom: .3rem; }
  main { padding: 1rem .6rem 3rem; }
}
@media print { article, figure, dl { break-inside: avoid; } }
"""
