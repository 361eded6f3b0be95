import type { Availability } from '@archetype/training';
import { networks, type Settings } from '../messages.js';
import { element, html } from './element.js';

export interface SettingsForm {
  offer(engines: readonly Availability[]): void;
  ready(): void;
  busy(training: boolean): void;
}

/** Which engines train what, and how long. */
export function createSettings({ onTrain, onStop }: { readonly onTrain: (settings: Settings) => void; readonly onStop: () => void }): SettingsForm {
  const form = element('#settings', HTMLFormElement);
  const start = element('#start', HTMLButtonElement);
  const stop = element('#stop', HTMLButtonElement);
  const place = element('#engines', HTMLDivElement);
  element('select[name=model]', HTMLSelectElement, form).append(...networks.map((name) => new Option(name)));

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const fields = new FormData(form);
    const engines = fields.getAll('engine').map(String);
    const model = networks.find((name) => name === fields.get('model')) ?? networks[0];
    const whole = (name: string): number => Number(fields.get(name));
    if (engines.length > 0) onTrain({ model, engines, epochs: whole('epochs'), batchSize: whole('batchSize'), seed: whole('seed') });
  });
  stop.addEventListener('click', onStop);
  let [loaded, training] = [false, false];
  /** Nothing is to be started while the images are loading, while something trains, or with no engine chosen. */
  const update = (): void => {
    start.disabled = !loaded || training || new FormData(form).getAll('engine').length === 0;
    stop.disabled = !training;
  };
  place.addEventListener('change', update);

  return {
    offer(engines) {
      const usual = usualEngines(engines);
      place.replaceChildren(...engines.map((found) => choice(found, usual.includes(found.engine))));
    },
    ready() {
      loaded = true;
      update();
    },
    busy(now) {
      training = now;
      update();
    },
  };
}

/** The first that is here of each backend. */
function usualEngines(engines: readonly Availability[]): readonly string[] {
  const here = engines.filter(({ available }) => available).map(({ engine }) => engine);
  const backendOf = (engine: string): string => engine.split(':')[0] ?? '';
  return here.filter((engine, at) => here.findIndex((other) => backendOf(other) === backendOf(engine)) === at);
}

function choice(found: Availability, checked: boolean): HTMLElement {
  const box = html('input');
  Object.assign(box, { type: 'checkbox', name: 'engine', value: found.engine, checked, disabled: !found.available });
  const note = html('small', found.available ? found.version : found.reason);
  const label = html('label', box, ` ${found.engine} `, note);
  label.className = 'engine';
  return label;
}
