import type { Report, Request } from '../messages.js';
import { createBoard } from './board.js';
import { createFigures } from './figures.js';
import { createGuesses } from './guesses.js';
import { createLineChart } from './lineChart.js';
import { element } from './element.js';
import { showLegend } from './series.js';
import { createSettings } from './settings.js';

const worker = new Worker(new URL('../worker/worker.js', import.meta.url), { type: 'module' });
const ask = (request: Request): void => worker.postMessage(request);

const status = element('#status', HTMLParagraphElement);
const progress = element('#progress', HTMLProgressElement);
const lossChart = createLineChart(element('#loss', HTMLDivElement), { name: 'Loss by step', across: 'step', least: 0, meanOf: 20 });
const accuracyChart = createLineChart(element('#accuracy', HTMLDivElement), { name: 'Test accuracy by epoch', across: 'epoch', least: 0, most: 1, marks: true });
const figures = createFigures(element('#figures', HTMLTableElement), element('#agreement', HTMLParagraphElement));
const guesses = createGuesses(element('#guesses', HTMLDivElement));
const board = createBoard({ onChange: (pixels) => ask({ kind: 'classify', pixels }) });
const settings = createSettings({
  onTrain(chosen) {
    settings.busy(true);
    status.textContent = 'starting the engines …';
    ask({ kind: 'train', settings: chosen });
  },
  onStop: () => ask({ kind: 'stop' }),
});

/** Steps of all engines together, done and to come. */
let [done, steps] = [0, 1];
let warnings: readonly string[] = [];

function show(report: Report): void {
  switch (report.kind) {
    case 'engines':
      settings.offer(report.engines);
      break;
    case 'images':
      guesses.name(report.classNames);
      board.offer(report.gallery, report.classNames);
      settings.ready();
      status.textContent = 'ready';
      break;
    case 'opened':
      status.textContent = `${report.engine} is open`;
      figures.opened(report.engine, report.environment);
      break;
    case 'begun':
      [done, steps] = [0, report.steps * report.engines.length];
      warnings = [];
      for (const view of [lossChart, accuracyChart, figures, guesses]) view.begin(report.engines);
      showLegend(element('#legend', HTMLUListElement), report.engines);
      status.textContent = 'training …';
      ask({ kind: 'classify', pixels: board.pixels() });
      break;
    case 'step':
      done += 1;
      progress.value = done / steps;
      lossChart.add(report.engine, report.step, report.loss);
      figures.step(report);
      if (report.step % 100 === 0) ask({ kind: 'classify', pixels: board.pixels() });
      break;
    case 'epoch':
      accuracyChart.add(report.engine, report.epoch, report.testAccuracy);
      figures.epoch(report);
      status.textContent = `epoch ${report.epoch}: ${report.engine} has a test accuracy of ${report.testAccuracy.toFixed(4)}`;
      break;
    case 'classified':
      guesses.show(report.guesses);
      break;
    case 'ended':
      settings.busy(false);
      status.textContent = [report.reason === 'completed' ? 'done' : 'stopped', ...warnings].join('\n');
      ask({ kind: 'classify', pixels: board.pixels() });
      break;
    case 'warning':
      warnings = [...warnings, report.message];
      status.textContent = report.message;
      break;
    case 'failed':
      settings.busy(false);
      status.textContent = report.message;
      break;
  }
}

worker.addEventListener('message', ({ data }: MessageEvent<Report>) => show(data));
worker.addEventListener('error', (event) => {
  settings.busy(false);
  status.textContent = `the worker failed: ${event.message}`;
});
