/** The page's only style sheet: system fonts, light and dark, one column on a telephone and two where there is room. */
export const STYLES = `
:root {
  color-scheme: light dark;
  --background: #ffffff; --surface: #f5f6f8; --text: #1b1f24; --muted: #57606a; --border: #d7dbe0;
  --accent: #2f5fb3; --on-accent: #ffffff; --good: #1a7f37; --bad: #b3261e;
  --series-0: #2f5fb3; --series-1: #c2560c; --series-2: #2a7d4f; --series-3: #8a3fa0; --series-4: #a3760b; --series-5: #0b7d87;
}
@media (prefers-color-scheme: dark) {
  :root {
    --background: #14171b; --surface: #1d2126; --text: #e4e8ec; --muted: #9aa4af; --border: #353b43;
    --accent: #7ea6f0; --on-accent: #10141a; --good: #5bc27a; --bad: #ff8a80;
    --series-0: #7ea6f0; --series-1: #f29a55; --series-2: #66c391; --series-3: #c98be0; --series-4: #d9b04c; --series-5: #5cc3cd;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--background); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 1180px; margin: 0 auto; padding: 24px 16px 64px; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 4px; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; margin: 40px 0 12px; }
h3 { font-size: 1rem; margin: 0 0 8px; }
p { margin: 0 0 12px; max-width: 75ch; }
.muted { color: var(--muted); }
.good { color: var(--good); } .bad { color: var(--bad); }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 420px), 1fr)); gap: 16px; }
figure { margin: 0; padding: 16px; background: var(--surface); border: 1px solid var(--border); border-radius: 8px; min-width: 0; }
figcaption { font-weight: 600; margin-bottom: 8px; }
figcaption small { display: block; font-weight: 400; color: var(--muted); }
svg.chart { display: block; width: 100%; height: auto; color: var(--text); font-family: system-ui, sans-serif; }
svg.chart text { fill: currentColor; white-space: pre; }
svg.chart text[fill], svg.chart g[fill^='var'] text { fill: inherit; }
.single { max-width: 640px; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 20px; margin: 0 0 12px; padding: 0; list-style: none; }
.legend svg { width: 28px; height: 10px; margin-right: 8px; vertical-align: middle; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: .925rem; }
th, td { text-align: left; padding: 6px 16px 6px 0; border-bottom: 1px solid var(--border); vertical-align: top; overflow-wrap: anywhere; }
th { font-weight: 600; overflow-wrap: normal; }
table code { white-space: nowrap; }
@media (max-width: 480px) { table { font-size: .85rem; } th, td { padding-right: 10px; } figure { padding: 12px 8px; } }
td.number { font-variant-numeric: tabular-nums; white-space: nowrap; }
code { font: .9em ui-monospace, monospace; }
.mistakes { display: grid; grid-template-columns: repeat(auto-fill, minmax(132px, 1fr)); gap: 12px; padding: 0; margin: 0; list-style: none; }
.mistakes li { background: var(--surface); border: 1px solid var(--border); border-radius: 8px; padding: 10px; font-size: .85rem; line-height: 1.35; }
.mistakes img { display: block; width: 100%; height: auto; image-rendering: pixelated; border-radius: 4px; margin-bottom: 8px; background: #000; }
`;
