import { ArchetypeError } from '@archetype/spec';
import type { ExportOptions } from '../commands/export.js';
import { note, printJson } from '../terminal/output.js';
import { bytes } from '../terminal/quantities.js';
import { byteLength, requireWritable, STANDARD_OUTPUT, writeFiles } from './files.js';
import { formats } from './formats.js';
import type { StageName } from './stages.js';
import { loadSubject } from './subject.js';

/** `archetype export`: a model or a run as a file of another program's. */
export async function exportModel(reference: string, options: ExportOptions): Promise<void> {
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

/** The others are the same whatever the weights. */
const withWeights: ReadonlySet<ExportOptions['format']> = new Set(['onnx', 'safetensors', 'tfjs']);

async function showStage(reference: string, stage: StageName, options: ExportOptions): Promise<void> {
  if (options.format !== 'onnx-training') {
    throw new ArchetypeError({ code: 'options-do-not-go-together', subject: '--stage', problem: `only a training step is compiled in stages, and the format is ${options.format}`, remedy: 'add --format onnx-training' });
  }
  const [{ compileTraining }, { printStage }] = await Promise.all([import('./onnxTraining.js'), import('./stages.js')]);
  printStage(stage, compileTraining(await loadSubject(reference, options), options).compilation, options.json === true);
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
