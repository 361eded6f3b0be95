/** Widths of characters in ems, those of a wide common typeface (DejaVu Sans): what fits it fits the others. */
const narrow = new Set("ijlI.,:;|!'()[]ftr ");
const wide = new Set('mwMW×…@%→&');

/** How much wider bold text is. */
export const boldness = 1.08;

/** An upper estimate of a text's width in pixels, as a drawing cannot ask the reader's typeface. */
export function textWidth(text: string, fontSize: number): number {
  let ems = 0;
  for (const character of text) ems += wide.has(character) ? 0.95 : narrow.has(character) ? 0.4 : /[A-Z]/.test(character) ? 0.72 : /[\u2E80-\uFFFF\u{1F000}-\u{1FFFF}]/u.test(character) ? 1.05 : 0.63;
  return ems * fontSize;
}

/** The text cut to a width, with an ellipsis where it is. */
export function fitted(text: string, fontSize: number, width: number): string {
  if (textWidth(text, fontSize) <= width) return text;
  const characters = [...text];
  while (characters.length > 0 && textWidth(`${characters.join('')}…`, fontSize) > width) characters.pop();
  return `${characters.join('').trimEnd()}…`;
}

/** Text for XML: markup escaped, characters that XML cannot hold replaced. */
export function escapeXml(text: string): string {
  return text
    .replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF\p{Surrogate}]/gu, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
