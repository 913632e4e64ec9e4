/** Style of an exported case: light and dark by the reader's choice, and on paper always light. */
export const reportStyle = `
:root { color-scheme: light dark; --text: #1b1f24; --muted: #57606a; --line: #d0d7de; --back: #ffffff; --soft: #f6f8fa; --warn: #a40e26; --good: #116329; --doubt: #7d4e00; }
@media (prefers-color-scheme: dark) { :root { --text: #e6edf3; --muted: #9198a1; --line: #3d444d; --back: #0d1117; --soft: #161b22; --warn: #ff8182; --good: #57d364; --doubt: #e3b341; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text); font: 15px/1.6 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 2rem 1.5rem 4rem; }
h1 { font-size: 1.6rem; line-height: 1.3; }
h2 { font-size: 1.2rem; margin-top: 2.2rem; padding-bottom: .3rem; border-bottom: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 1.4rem 0 .4rem; }
h4 { font-size: .85rem; margin: 1rem 0 .3rem; color: var(--muted); }
.number { font-variant-numeric: tabular-nums; color: var(--muted); }
time { color: var(--muted); font-weight: normal; font-size: .85rem; white-space: nowrap; }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .15rem 1rem; margin: .5rem 0; font-size: .9rem; }
dt { color: var(--muted); }
dd { margin: 0; overflow-wrap: anywhere; white-space: pre-wrap; }
blockquote { margin: .5rem 0; padding: .5rem 1rem; border-left: 3px solid var(--line); background: var(--soft); white-space: pre-wrap; overflow-wrap: anywhere; }
pre, code { font: 12.5px/1.5 ui-monospace, "JetBrains Mono", Menlo, Consolas, "Noto Sans Mono CJK SC", monospace; }
pre { padding: .75rem 1rem; background: var(--soft); border: 1px solid var(--line); border-radius: 4px; white-space: pre-wrap; overflow-wrap: anywhere; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: .85rem; }
th, td { border: 1px solid var(--line); padding: .25rem .6rem; text-align: left; vertical-align: top; }
th { background: var(--soft); }
.end { text-align: right; font-variant-numeric: tabular-nums; }
.critical { color: var(--warn); font-weight: 600; }
.warning { color: var(--doubt); font-weight: 600; }
.null, .clipped { color: var(--muted); font-style: italic; }
.evidence { border: 1px solid var(--line); border-radius: 6px; padding: .2rem 1rem 1rem; margin: 1rem 0; }
.intact { color: var(--good); font-size: .85rem; margin: .3rem 0; }
.damaged { color: var(--warn); font-weight: 600; margin: .3rem 0; }
img { max-width: 100%; height: auto; border: 1px solid var(--line); }
@media print { :root { --text: #000; --muted: #444; --line: #bbb; --back: #fff; --soft: #f5f5f5; --warn: #a40e26; --good: #116329; --doubt: #7d4e00; } main { max-width: none; padding: 0; } .evidence { break-inside: auto; } h2, h3, h4 { break-after: avoid; } tr, img { break-inside: avoid; } a { color: inherit; } }
`;
