/** Sizes in pixels, by the class of the text. */
export const fontSizes = { title: 24, facts: 13, strong: 13, plain: 11, figure: 11, badge: 12, group: 12, legend: 11 } as const;

/** Colours for light and dark, by what a block does. Text on its ground has a contrast of at least 4.5 to 1 in both. */
const colours = {
  light: {
    ground: '#ffffff', ink: '#1c2330', muted: '#566073', wire: '#7b8698', frame: '#cfd6e1', panel: '#f6f8fb',
    conv: '#e3eefc', 'conv-line': '#5b8fd6', pool: '#fdebdc', 'pool-line': '#d98a46', dense: '#e2f4e6', 'dense-line': '#4fa566',
    small: '#efecf9', 'small-line': '#9384cf', merge: '#fff6d6', 'merge-line': '#c9a227', plate: '#8fb7ea', 'plate-top': '#c9ddf6', 'plate-side': '#6f97cb', 'plate-line': '#3f6fae',
  },
  dark: {
    ground: '#12161d', ink: '#e8ecf3', muted: '#a3adbd', wire: '#7f8a9c', frame: '#3a4453', panel: '#181e27',
    conv: '#1c2f4a', 'conv-line': '#5b8fd6', pool: '#43301f', 'pool-line': '#d98a46', dense: '#1c3a26', 'dense-line': '#57b070',
    small: '#2c2845', 'small-line': '#9a8bdb', merge: '#3d3516', 'merge-line': '#d1ad3a', plate: '#3d6aa3', 'plate-top': '#5f8cc6', 'plate-side': '#2b4c78', 'plate-line': '#9cc0f0',
  },
} as const;

const variables = (palette: Readonly<Record<string, string>>) => Object.entries(palette).map(([name, colour]) => `--${name}:${colour}`).join(';');

const sans = 'system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif';

/** Rules apply within a drawing only, so that several can stand in one page. */
const rules = [
  '.ground{fill:var(--ground)}',
  `text{font-family:${sans};fill:var(--ink);font-size:${fontSizes.plain}px}`,
  `.title{font-size:${fontSizes.title}px;font-weight:650}`,
  `.facts{font-size:${fontSizes.facts}px;fill:var(--muted)}`,
  `.strong{font-size:${fontSizes.strong}px;font-weight:600}`,
  '.plain,.figure,.legend,.group{fill:var(--muted)}',
  '.figure{font-variant-numeric:tabular-nums}',
  `.group{font-size:${fontSizes.group}px;font-weight:600}`,
  `.badge{font-size:${fontSizes.badge}px;font-weight:700;fill:var(--ground)}`,
  '.badge-ground{fill:var(--ink)}',
  '.wire{fill:none;stroke:var(--wire);stroke-width:1.5;stroke-linejoin:round}',
  '.arrow{fill:var(--wire)}',
  '.frame{fill:var(--panel);stroke:var(--frame);stroke-width:1}',
  ...['conv', 'pool', 'dense', 'small', 'merge'].map((kind) => `.${kind}{fill:var(--${kind});stroke:var(--${kind}-line);stroke-width:1.25}`),
  '.plate{fill:var(--plate);stroke:var(--plate-line);stroke-width:.75;stroke-linejoin:round}',
  '.side{fill:var(--plate-side);stroke:var(--plate-line);stroke-width:.75;stroke-linejoin:round}',
  '.top{fill:var(--plate-top);stroke:var(--plate-line);stroke-width:.75;stroke-linejoin:round}',
] as const;

export const style = [
  `.archetype{${variables(colours.light)}}`,
  `@media (prefers-color-scheme:dark){.archetype{${variables(colours.dark)}}}`,
  ...rules.map((rule) => rule.replaceAll(/(^|,)(?=[.a-z][\w-]*[{,])/g, '$1.archetype ')),
].join('\n');
