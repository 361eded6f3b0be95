import { encode } from 'fast-png';
import { percent } from '../terminal/quantities.js';
import type { Mistake, TestResult } from './contents.js';
import { html, nothing, type Html } from './html.js';

/** The surest wrong answers with their images, embedded. */
export function mistakesSection({ mistakes, classNames }: TestResult): Html {
  if (mistakes.length === 0) return nothing;
  const name = (label: number): string => classNames[label] ?? String(label);
  return html`<section>
    <h2>The images it got most wrong</h2>
    <p class="muted">Wrong answers among the test images, the surest first.</p>
    <ul class="mistakes">
      ${mistakes.map(
        (mistake) => html`<li>
          <img src="${dataUri(mistake)}" width="${mistake.width}" height="${mistake.height}" alt="${name(mistake.label)}, test image ${mistake.index}">
          <strong>${name(mistake.predicted)}</strong> ${percent(mistake.probability)}<br>
          <span class="muted">is ${name(mistake.label)}, no. ${mistake.index}</span>
        </li>`,
      )}
    </ul>
  </section>`;
}

function dataUri({ width, height, pixels }: Mistake): string {
  const png = encode({ width, height, data: pixels, depth: 8, channels: 1 });
  return `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
}
