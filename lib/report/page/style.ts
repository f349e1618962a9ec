/** The style of the page; light and dark follow the system, unless the button says otherwise. */
export const STYLE = `
:root { color-scheme: light; --ink: #1c2430; --soft: #5c6878; --line: #dde3ea; --back: #f6f8fa; --paper: #fff; --accent: #2557d6; --some: #2f7fd8; --all: #d9480f; --good: #2b8a3e; --bad: #c92a2a; --warn: #b35c00; }
:root[data-theme=dark] { color-scheme: dark; --ink: #e6ebf2; --soft: #98a5b5; --line: #2c3644; --back: #10151c; --paper: #171e27; --accent: #7aa2ff; --some: #4b96e8; --all: #ff8a4c; --good: #69db7c; --bad: #ff8787; --warn: #ffc078; }
@media (prefers-color-scheme: dark) { :root:not([data-theme=light]) { color-scheme: dark; --ink: #e6ebf2; --soft: #98a5b5; --line: #2c3644; --back: #10151c; --paper: #171e27; --accent: #7aa2ff; --some: #4b96e8; --all: #ff8a4c; --good: #69db7c; --bad: #ff8787; --warn: #ffc078; } }
* { box-sizing: border-box; }
body { margin: 0; height: 100vh; display: grid; grid-template: auto auto 1fr / 1fr 24rem; color: var(--ink); background: var(--back); font: 14px/1.5 system-ui, sans-serif; }
header { grid-column: 1 / 3; display: flex; flex-wrap: wrap; gap: 1rem; align-items: baseline; padding: .8rem 1.2rem .4rem; }
h1 { font-size: 1.15rem; margin: 0; font-weight: 650; }
#count { color: var(--soft); }
.notes { flex-basis: 100%; margin: 0; padding-left: 1.2rem; max-height: 6rem; overflow: auto; color: var(--warn); }
#theme { margin-left: auto; }
button, input, select { font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--line); border-radius: 6px; padding: .3rem .6rem; }
nav { grid-column: 1 / 3; display: flex; flex-wrap: wrap; gap: .6rem; align-items: center; padding: 0 1.2rem .6rem; border-bottom: 1px solid var(--line); }
[role=tablist] { display: flex; gap: .2rem; margin-right: auto; }
[role=tab] { border-color: transparent; background: none; color: var(--soft); cursor: pointer; }
[role=tab][aria-selected=true] { background: var(--paper); border-color: var(--line); color: var(--ink); font-weight: 600; }
[role=tab].bad { color: var(--bad); }
label { color: var(--soft); }
#search { width: 14rem; } #port { width: 6rem; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
main { overflow: hidden; position: relative; min-width: 0; }
main > section { position: absolute; inset: 0; overflow: auto; padding: 1rem 1.2rem; }
main > section[hidden] { display: none; }
#matrix { padding: 0; } #matrix .layer > .nothing { padding: 1rem 1.2rem; }
.layer { position: relative; }
.cell { position: absolute; width: 21px; height: 21px; border-radius: 4px; background: color-mix(in srgb, var(--line) 45%, transparent); cursor: pointer; }
.cell:hover { box-shadow: 0 0 0 2px var(--ink); z-index: 1; }
.cell.some { background: var(--some); }
.cell.all { background: var(--all); }
.cell.self { background: none; }
.head, .side, .corner, .band { position: absolute; z-index: 2; }
.side, .corner, .band { background: var(--back); }
.band { height: 170px; left: 0; right: 0; }
.head { width: 22px; height: 170px; overflow: visible; }
.head span { position: absolute; bottom: 4px; left: 15px; transform-origin: 0 100%; transform: rotate(-60deg); white-space: nowrap; max-width: 165px; overflow: hidden; text-overflow: ellipsis; font-size: 12px; }
.side { width: 240px; height: 22px; padding: 0 .6rem 0 1.2rem; text-align: right; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; font-size: 12.5px; line-height: 22px; }
.corner { width: 240px; height: 170px; z-index: 3; display: flex; justify-content: flex-end; align-items: flex-end; gap: 1rem; padding: .5rem; color: var(--soft); font-size: 12px; }
aside { overflow: auto; padding: 1rem 1.2rem; background: var(--paper); border-left: 1px solid var(--line); }
aside h2 { font-size: 1rem; margin: 0 0 .5rem; overflow-wrap: anywhere; }
aside h3 { font-size: .9rem; margin: 1rem 0 .1rem; overflow-wrap: anywhere; }
aside h4 { font-size: .8rem; color: var(--soft); margin: .5rem 0 0; font-weight: 600; }
.verdict { display: inline-block; margin: .2rem 0; padding: .15rem .6rem; border-radius: 99px; font-weight: 600; color: var(--paper); background: var(--good); }
.verdict.denied { background: var(--soft); }
.labels { color: var(--soft); font-size: .85rem; margin: .2rem 0; overflow-wrap: anywhere; }
section.denied > p { color: var(--bad); } section.allowed > p { color: var(--good); } section.open > p, section.partly > p { color: var(--warn); }
ul { margin: .1rem 0 .3rem; padding-left: 1.1rem; } li { overflow-wrap: anywhere; }
.legend { display: flex; gap: 1rem; color: var(--soft); font-size: .85rem; margin-top: 1.5rem; }
.legend i { display: inline-block; width: 12px; height: 12px; border-radius: 3px; margin-right: .4rem; vertical-align: -1px; }
.legend .some { background: var(--some); } .legend .all { background: var(--all); } .legend .none { background: var(--line); }
table { border-collapse: collapse; width: 100%; margin: .4rem 0 1.2rem; background: var(--paper); border: 1px solid var(--line); border-radius: 8px; }
th, td { text-align: left; vertical-align: top; padding: .45rem .7rem; border-bottom: 1px solid var(--line); overflow-wrap: break-word; max-width: 34rem; }
th { white-space: nowrap; } td:first-child, .status, .severity { white-space: nowrap; }
th { color: var(--soft); font-weight: 600; font-size: .85rem; }
tbody tr:last-child td { border-bottom: 0; }
code { font: 12.5px ui-monospace, monospace; }
small, .nothing { color: var(--soft); }
.severity, .status { font-weight: 600; } .error, .missing { color: var(--bad); } .warning, .partly { color: var(--warn); } .covered { color: var(--good); } .info, .unknown { color: var(--soft); }
summary { font-weight: 600; cursor: pointer; }
#graph { padding: 0; } #graph svg { width: 100%; height: 100%; }
.node circle { fill: var(--paper); stroke: var(--some); stroke-width: 2; } .node.namespace circle { fill: var(--some); } .node { cursor: pointer; }
.node text { fill: var(--ink); font-size: 12px; paint-order: stroke; stroke: var(--back); stroke-width: 3px; }
.edge { fill: none; stroke: var(--soft); opacity: .45; cursor: pointer; } .edge:hover, .edge:focus-visible { opacity: 1; stroke: var(--accent); }
#arrow path { fill: var(--soft); }
@media (max-width: 60rem) { body { grid-template: auto auto 1fr 40vh / 1fr; } header, nav { grid-column: 1; } aside { border-left: 0; border-top: 1px solid var(--line); } }
`;
