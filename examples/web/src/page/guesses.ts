import type { Guess } from '../messages.js';
import { html } from './element.js';

export interface Guesses {
  name(classNames: readonly string[]): void;
  begin(engines: readonly string[]): void;
  show(guesses: readonly Guess[]): void;
}

/** What each engine sees: its best classes with their probabilities. */
export function createGuesses(place: HTMLElement): Guesses {
  let names: readonly string[] = [];
  return {
    name: (classNames) => void (names = classNames),
    begin: () => place.replaceChildren(),
    show: (guesses) => place.replaceChildren(...guesses.map((guess, index) => column(guess, names, index))),
  };
}

function column({ engine, probabilities }: Guess, names: readonly string[], index: number): HTMLElement {
  const order = Array.from(probabilities.keys()).toSorted((a, b) => (probabilities[b] ?? 0) - (probabilities[a] ?? 0));
  const lines = order.slice(0, 5).map((label) => {
    const share = probabilities[label] ?? 0;
    const bar = html('span');
    bar.className = 'bar';
    bar.style.width = `${(100 * share).toFixed(1)}%`;
    bar.style.background = `var(--series-${index % 3})`;
    return html('li', html('span', names[label] ?? String(label)), html('span', `${(100 * share).toFixed(1)} %`), bar);
  });
  const section = html('section', html('h3', `${engine}: ${names[order[0] ?? 0] ?? ''}`), html('ol', ...lines));
  section.dataset['engine'] = engine;
  return section;
}
