import picocolors from 'picocolors';

export type Colours = ReturnType<typeof picocolors.createColors>;

/** Colour is for a terminal. `NO_COLOR` (https://no-color.org), `--no-color`, a pipe and a dumb terminal turn it off. */
export function coloursOf(stream: { readonly isTTY?: boolean }): Colours {
  const refused = Boolean(process.env['NO_COLOR']) || process.argv.includes('--no-color') || process.env['TERM'] === 'dumb';
  return picocolors.createColors(stream.isTTY === true && !refused);
}
