import { dirname, relative, sep } from 'node:path';
import { bytes, count, percent } from '../../terminal/quantities.js';
import type { Examined } from '../examine.js';
import type { LocatedFinding } from '../finding.js';
import { layerPointer } from '../layerPointer.js';
import type { Budget, LimitName } from './budget.js';
import { excesses, type Excess } from './excess.js';
import { limitsFor } from './limitsFor.js';

/** A finding for each limit that a file's model exceeds, where its largest layer stands. */
export function budgetFindings({ file, subject, locate }: Examined, budget: Budget, budgetFile: string): readonly LocatedFinding[] {
  if (subject === undefined) return [];
  const path = relative(dirname(budgetFile), file).split(sep).join('/');
  return excesses(subject, limitsFor(budget, subject.model.name, path)).map((excess) => {
    const [first] = excess.largest;
    const pointer = subject.place === undefined || first === undefined ? ['model'] : [...subject.place, ...layerPointer(subject.model, first.path)];
    return { ...describe(excess, subject.model.name, budgetFile), pointer, ...locate(pointer), budget: excess };
  });
}

const WORDS: Readonly<Record<LimitName, string>> = {
  maxParameters: 'parameters',
  maxMultiplyAdds: 'multiply-adds',
  maxTrainingBytes: 'bytes while training',
};

function describe({ limit, allowed, received, ratio, largest, batchSize, optimizer }: Excess, model: string, budgetFile: string): Omit<LocatedFinding, 'line' | 'column'> {
  const isMemory = limit === 'maxTrainingBytes';
  const times = ratio === undefined ? 'more than' : `${ratioText(ratio)} times`;
  const amount = (value: number): string => (isMemory ? bytes(value) : count(value));
  return {
    code: 'budget-exceeded',
    path: '',
    message: `${model} has ${count(received)} ${WORDS[limit]}, ${times} ${limit} ${count(allowed)}`,
    details: [
      ...(batchSize === undefined ? [] : [`a batch of ${batchSize} with ${optimizer}: ${bytes(received)} of ${bytes(allowed)}`]),
      ...largest.map((layer) => `${layer.path} ${layer.kind}: ${amount(layer.amount)}${isMemory ? '' : `, ${percent(layer.amount / received)}`}`),
    ],
    received: String(received),
    remedy: `make the model smaller, or raise ${limit} in ${budgetFile}`,
  };
}

/** Never `1.00 times`: three digits, or as many as tell it from 1. */
function ratioText(ratio: number): string {
  for (let digits = 3; digits <= 15; digits += 1) {
    const text = ratio.toPrecision(digits);
    if (Number(text) > 1) return text.includes('e') ? count(Math.round(ratio)) : text;
  }
  return String(ratio);
}
