import { bytes, count, lossOf, percent, shape, small } from '../terminal/quantities.js';
import { accuracies } from './charts/accuracies.js';
import { bars } from './charts/bars.js';
import { confusionMatrix } from './charts/confusionMatrix.js';
import { lossCurves } from './charts/lossCurves.js';
import { FLOOR, lossDifferences } from './charts/lossDifferences.js';
import { dashes, renderChart, series, type Chart } from './charts/plot.js';
import { MOST_POINTS } from './charts/thinned.js';
import { trainingLoss, type Agreement, type EngineResult, type ReportContents, type TestResult } from './contents.js';
import { html, nothing, raw, type Html } from './html.js';
import { mistakesSection } from './mistakes.js';
import { STYLES } from './styles.js';

/** One HTML page that holds all it shows: it asks nothing of any server, now or later. */
export function renderReport(contents: ReportContents): string {
  const { title, model, data, made, engines, agreement, test } = contents;
  const trained = engines.filter(({ losses }) => losses.length > 0);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${raw(STYLES)}</style>
</head>
<body>
<main>
  <h1>${title}</h1>
  <p class="muted">${model.name}, input ${shape(model.input)}, ${count(model.parameters)} parameters ·
    ${count(data.trainingImages)} training and ${count(data.testImages)} test images, ${data.source} · ${made.slice(0, 16).replace('T', ' ')} UTC</p>
  ${engines.filter(({ failure }) => failure !== undefined).map(({ engine, failure }) => html`<p class="bad"><strong>${engine} did not finish.</strong> ${failure ?? ''}</p>`)}
  ${engines.flatMap(({ engine, warnings }) => warnings.map(({ message }) => html`<p class="bad"><strong>${engine}</strong> ${message}</p>`))}
  ${resultsSection(engines)}
  ${agreement.length === 0 ? nothing : agreementSection(agreement)}
  ${trained.length === 0 ? nothing : curvesSection(trained)}
  ${test === undefined ? nothing : confusionSection(test)}
  ${test === undefined ? nothing : mistakesSection(test)}
  ${settingsSection(contents)}
</main>
</body>
</html>
`.html;
}

function resultsSection(engines: readonly EngineResult[]): Html {
  return html`<section>
    <h2>Results</h2>
    <div class="scroll"><table>
      <tr><th>engine</th><th>training loss</th><th>test accuracy</th><th>images/s</th><th>peak memory</th></tr>
      ${engines.map(({ engine, losses, epochs, imagesPerSecond, peakMemoryBytes }) => {
        const tested = epochs.findLast(({ testAccuracy }) => testAccuracy !== undefined)?.testAccuracy;
        const loss = trainingLoss({ losses, epochs });
        return html`<tr>
          <td><code>${engine}</code></td>
          <td class="number">${loss === null ? '–' : lossOf(loss)}</td>
          <td class="number">${tested === undefined ? '–' : percent(tested)}</td>
          <td class="number">${imagesPerSecond === undefined ? '–' : count(imagesPerSecond)}</td>
          <td class="number">${peakMemoryBytes === undefined ? '–' : bytes(peakMemoryBytes)}</td>
        </tr>`;
      })}
    </table></div>
  </section>`;
}

function agreementSection(agreement: readonly Agreement[]): Html {
  return html`<section>
    <h2>Where they part</h2>
    ${agreement.map(
      ({ a, b, maxLossDifference, firstDivergence, kind, remark }) => html`<p>
        <code>${a}</code> and <code>${b}</code>: ${verdict(kind, firstDivergence)}; the losses of a step differ by at most ${maxLossDifference === null ? '–' : small(maxLossDifference)}.<br>
        <span class="muted">${remark}</span></p>`,
    )}
  </section>`;
}

function verdict(kind: Agreement['kind'], divergence: Agreement['firstDivergence']): Html {
  if (kind === 'unknown') return html`<strong>not compared</strong>`;
  if (divergence === null) return html`<strong class="good">no divergence</strong>`;
  if (kind === 'rounding') return html`<strong>they compute the same</strong>, and rounding lets the losses part at step ${divergence.step}`;
  return html`<strong class="bad">they part at step ${divergence.step} in <code>${divergence.tensor}</code>, by ${small(divergence.difference)} of its scale</strong>`;
}

function curvesSection(engines: readonly EngineResult[]): Html {
  const pairs = engines.flatMap((a, index) => engines.slice(index + 1).map((b) => [a, b] as const));
  const steps = Math.max(...engines.map(({ losses }) => losses.length));
  const speeds = engines.flatMap(({ engine, imagesPerSecond: value }) => (value === undefined ? [] : [{ engine, value, label: `${count(value)} images/s` }]));
  const memory = engines.flatMap(({ engine, peakMemoryBytes: value }) => (value === undefined ? [] : [{ engine, value, label: bytes(value) }]));
  const share = Math.ceil(steps / MOST_POINTS);
  return html`<section>
    <h2>Curves</h2>
    ${legend(engines.map(({ engine }) => engine), 0)}
    <div class="charts">
      ${figure('Training loss', share > 1 ? `each point is the mean of ${share} steps` : 'of every step', lossCurves(engines))}
      ${pairs.length === 0 ? nothing : figure('Difference of the losses', `log scale; equal losses are drawn at ${FLOOR}`, lossDifferences(pairs), pairs.length > 1 ? legend(pairs.map(([a, b]) => `${a.engine} and ${b.engine}`), 2) : nothing)}
      ${engines.some(({ epochs }) => epochs.length > 0) ? figure('Accuracy', 'after each epoch', accuracies(engines)) : nothing}
      ${speeds.length === 0 ? nothing : figure('Speed', 'training alone, tests left out', bars('speed', 'Training speed', speeds))}
      ${memory.length === 0 ? nothing : figure('Memory', "the most that the engine's own process held", bars('memory', 'Peak memory', memory))}
    </div>
  </section>`;
}

function confusionSection(test: TestResult): Html {
  const right = test.confusion.reduce((sum, row, index) => sum + (row[index] ?? 0), 0);
  const all = test.confusion.flat().reduce((sum, each) => sum + each, 0);
  return html`<section>
    <h2>What was taken for what</h2>
    <p class="muted">${test.engine}, ${count(right)} of ${count(all)} test images right. Rows are what an image is, columns what it was taken for.</p>
    <div class="single">${figure('Confusion matrix', 'test images', confusionMatrix(test))}</div>
  </section>`;
}

function settingsSection({ settings, engines }: ReportContents): Html {
  return html`<section>
    <h2>How it was run</h2>
    <table>${settings.map(([label, value]) => html`<tr><th>${label}</th><td>${value}</td></tr>`)}</table>
    <h2>Versions</h2>
    <table>${engines.map(
      ({ engine, environment }) => html`<tr><th><code>${engine}</code></th><td>${Object.entries(environment)
        .map(([key, value]) => `${key} ${value}`)
        .join(', ')}</td></tr>`,
    )}</table>
  </section>`;
}

function figure(caption: string, remark: string, chart: Chart, above: Html = nothing): Html {
  return html`<figure><figcaption>${caption}<small>${remark}</small></figcaption>${above}${renderChart(chart)}</figure>`;
}

function legend(names: readonly string[], first: number): Html {
  return html`<ul class="legend">${names.map(
    (name, index) =>
      html`<li><svg viewBox="0 0 28 10" aria-hidden="true"><line x1="0" y1="5" x2="28" y2="5" stroke="${series(index + first)}" stroke-width="2.5" stroke-dasharray="${dashes(index)}"></line></svg><code>${name}</code></li>`,
  )}</ul>`;
}
