import { ArchetypeError } from '@archetype/spec';
import type { ExportOptions } from '../commands/export.js';
import { note, printJson } from '../terminal/output.js';
import { bytes } from '../terminal/quantities.js';
import { requireWritable, STANDARD_OUTPUT } from './destination.js';
import { byteLength, writeFiles } from './files.js';
import { formats } from './formats.js';
import type { StageName } from './stages.js';
import { loadSubject } from './subject.js';

/** `archetype export`: a model or a run as a file of another program's. */
export async function exportModel(reference: string, options: ExportOptions): Promise<void> {
  refuseOthersOptions(options);
  if (options.stage !== undefined) return showStage(reference, options.stage, options);
  const path = requireOutput(options);
  requireWritable(path);
  const subject = await loadSubject(reference, options);
  const files = await formats[options.format](subject, path, options);
  await writeFiles(files);
  if (withWeights.has(options.format)) note(`weights: ${subject.origin}`);
  for (const file of files) if (file.path !== STANDARD_OUTPUT) note(`wrote ${file.path}, ${bytes(byteLength(file))}`);
  if (options.json !== true) return;
  const { model, step } = subject;
  printJson({ format: options.format, model: model.name, input: model.input, step, files: files.map((file) => ({ path: file.path, bytes: byteLength(file) })) });
}

/** Options of one format alone, by the name in which they are typed. */
const ONE_FORMAT = {
  foldBatchNorm: ['--fold-batch-norm', 'onnx'],
  batchSize: ['--batch-size', 'onnx-training'],
  precision: ['--precision', 'onnx-training'],
  recompute: ['--recompute', 'onnx-training'],
  floatInput: ['--float-input', 'onnx-training'],
} as const;

/** An option that changes nothing would be taken for one that did. */
function refuseOthersOptions(options: ExportOptions): void {
  for (const [name, [option, format]] of Object.entries(ONE_FORMAT) as readonly [keyof typeof ONE_FORMAT, readonly [string, string]][]) {
    if (options[name] === undefined || options.format === format) continue;
    throw new ArchetypeError({ code: 'options-do-not-go-together', subject: option, problem: `it is an option of --format ${format}, and the format is ${options.format}`, remedy: 'leave it out' });
  }
  if (options.weights !== undefined && !withWeights.has(options.format)) {
    throw new ArchetypeError({ code: 'options-do-not-go-together', subject: '--weights', problem: `a file of --format ${options.format} holds no weights`, remedy: 'leave it out; --format safetensors writes them' });
  }
}

/** Formats whose files hold weights; the others are the same whatever they are. */
const withWeights: ReadonlySet<ExportOptions['format']> = new Set(['onnx', 'safetensors', 'tfjs']);

async function showStage(reference: string, stage: StageName, options: ExportOptions): Promise<void> {
  if (options.format !== 'onnx-training') {
    throw new ArchetypeError({ code: 'options-do-not-go-together', subject: '--stage', problem: `only a training step is compiled in stages, and the format is ${options.format}`, remedy: 'add --format onnx-training' });
  }
  const [{ compileTraining }, { printStage }] = await Promise.all([import('./onnxTraining.js'), import('./stages.js')]);
  printStage(stage, compileTraining(await loadSubject(reference, options), options).stages, options.json === true);
}

function requireOutput({ output, format, json }: ExportOptions): string {
  if (output === undefined) throw wrongOutput('-o', 'there is no file to write', `name one, such as -o model.${extensions[format]}, or - for standard output`);
  if (output === STANDARD_OUTPUT && json === true) throw wrongOutput('--json', 'only one of the file and its description can go to standard output', 'name a file with -o');
  return output;
}

const extensions = { onnx: 'onnx', 'onnx-training': 'onnx', safetensors: 'safetensors', pytorch: 'py', tfjs: 'json' } as const satisfies Readonly<Record<ExportOptions['format'], string>>;

function wrongOutput(subject: string, problem: string, remedy: string): ArchetypeError {
  return new ArchetypeError({ code: 'wrong-output', subject, problem, remedy });
}
