import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { archetype, temporaryFolder } from './archetype.js';

/** Wrong calls and what must be said about them. Every one exits with 2, prints nothing as a result and no stack trace, and writes nothing. */
const REFUSALS: readonly (readonly [call: string, said: RegExp])[] = [
  ['', /Usage: archetype/],
  ['trian lenet', /unknown command 'trian'[\s\S]*Did you mean train\?/],
  ['lenet', /unknown command/],
  ['train', /no model to train/],
  ['train lenett', /did you mean lenet\?/],
  ['train nothing-like-it', /archetype list shows the zoo/],
  ['train lenet extra', /too many arguments/],
  ['train lenet --epoch 3', /unknown option '--epoch'[\s\S]*Did you mean --epochs\?/],
  ['train lenet --epochs', /argument missing/],
  ['train lenet --epochs 0', /Expected a whole number of at least 1/],
  ['train lenet --epochs many', /Expected a whole number/],
  ['train lenet --batch-size -4', /Expected a whole number of at least 1/],
  ['train lenet --batch-size 1.5', /Expected a whole number/],
  ['train lenet --learning-rate 0', /Expected a number above 0/],
  ['train lenet --learning-rate fast', /Expected a number above 0/],
  ['train lenet --optimizer adm', /Did you mean adam\? Allowed choices are sgd, adam, adamw, rmsprop/],
  ['train lenet --seed -1', /Expected a whole number of at least 0/],
  ['train lenet --precision double', /Allowed choices are exact, fast/],
  ['train --resume taken --precision exact', /--precision cannot be given/],
  ['train --resume taken --batch-size 9', /--batch-size cannot be given/],
  ['train --resume taken --recompute', /--recompute cannot be given/],
  ['train lenet --threads 0', /Expected a whole number of at least 1/],
  ['train lenet --limit none', /Expected a whole number/],
  ['train lenet --engine otr', /There is no backend "otr"; did you mean ort\?/],
  ['train lenet --engine ort:', /such as ort or ort:cpu/],
  ['train lenet --engine ort:abacus', /ort has no device "abacus"/],
  ['train lenet --engine tfjs:wsam', /did you mean tfjs:wasm\?/],
  ['train lenet --recipe lenet-relux', /neither a recipe of the zoo nor a file[\s\S]*did you mean lenet-relu\?/],
  ['train lenet --recipe missing.json', /there is no such file/],
  ['train vgg19 --batch-size 100000 --engine ort:cpu', /vgg19: training with batches of \d+ on ort:cpu takes about[\s\S]*the largest batch that fits is \d+/],
  ['train lenet --data nowhere', /nowhere: there is no such folder/],
  ['train lenet --data smaple', /smaple: neither sample, full nor a folder[\s\S]*did you mean --data sample\?/],
  ['train lenet --data model.txt', /model\.txt: is a file, not a folder/],
  ['train lenet --weights nowhere.safetensors', /nowhere\.safetensors/],
  ['train lenet --weights wrong.json', /wrong\.json/],
  ['train lenet --out taken', /not empty/],
  ['train --resume nowhere', /nowhere: there is no such folder[\s\S]*archetype train wrote/],
  ['train --resume rna', /did you mean ran\?/],
  ['train --resume taken', /recipe\.json/],
  ['train --resume taken --no-shuffle --learning-rate 1', /--learning-rate and --no-shuffle cannot be given/],
  ['train --resume compared', /compared: this is a comparison; a run is what archetype train wrote/],
  ['evaluate compared', /compared: this is a comparison/],
  ['train few.yaml --out few', /few: it has 5 outputs, and the images are of 10 classes\n +give the last layer 10 outputs/],
  ['train missing.json', /there is no such file/],
  ['train taken', /taken: this is a folder; a model is a file, or a name of the zoo/],
  ['train ran', /ran: this is a run, not a model[\s\S]*train --resume ran/],
  ['train broken.json', /broken\.json:2:1: a comma before "}"/],
  ['train broken.yaml', /broken\.yaml:/],
  ['train wrong.json', /wrong\.json, wrong\/0 conv2d: kernel/],
  ['train unknown.json', /rellu[\s\S]*did you mean "?relu/],
  ['train model.txt', /files of the kind \.txt are not read/],
  ['train throws.ts', /the module could not be run: it is Monday/],
  ['train nothing.ts', /no default export/],
  ['train halved.ts', /halved\.ts: the module could not be run: ParseError: Unexpected token, in line 2/],
  ['train getter.ts', /getter\.ts: layers could not be read: not today/],
  ['train leaves.js', /leaves\.js: the process ended while the module ran/],
  ['train waits.mjs', /waits\.mjs: the process ended while the module ran/],
  ['train latin1.json', /not UTF-8/],
  ['compare', /missing required argument 'model'/],
  ['compare lenet --engines ort,ort', /ort is named twice/],
  ['compare lenet --engines ort,ort:cpu', /the same engine here, ort:cpu/],
  ['compare lenet --engines ort,torch', /There is no backend "torch"/],
  ['compare lenet --steps 0', /Expected a whole number/],
  ['compare lenet --out taken', /not empty/],
  ['compare lenet --weights nowhere.safetensors', /nowhere\.safetensors/],
  ['compare nin.json --steps 1', /there is no such file/],
  ['evaluate', /missing required argument 'run'/],
  ['evaluate nowhere', /nowhere: there is no such folder/],
  ['evaluate lenet', /lenet: this is a model of the zoo[\s\S]*archetype train lenet/],
  ['evaluate ran/checkpoints/step-000000001.safetensors', /this is a file; a run is a folder[\s\S]*name the run, ran/],
  ['predict wrong.json scan.png', /wrong\.json: this is a file; a run is a folder/],
  ['evaluate taken', /recipe\.json/],
  ['predict taken', /missing required argument 'images'/],
  ['summary', /missing required argument 'model'/],
  ['summary lenet --input 1,28', /such as 1,96,96/],
  ['summary lenet --input 784', /784 is not an input of lenet/],
  ['summary lenet --input 1,4,4', /kernel/],
  ['summary lenet --batch 0', /Expected a whole number/],
  ['summary lenet --explain-kernels --svg a.svg', /'--explain-kernels' cannot be used with option '--svg \[file\]'/],
  ['summary lenet --want 10 --explain', /'--want <shape>' cannot be used with option '--explain'/],
  ['show lenet-nb', /did you mean lenet-bn/],
  ['validate', /missing required argument 'files'/],
  ['validate missing.json', /there is no such file/],
  ['validate *.toml', /no file matches this pattern/],
  ['validate taken', /this is a folder, not a file/],
  ['validate wrong.json --format xml', /Allowed choices are/],
  ['validate wrong.json --format sarif --json', /only one of them can be written/],
  ['data', /Usage: archetype data/],
  ['data fetsch', /unknown command 'fetsch'/],
  ['doctor now', /too many arguments/],
  ['engine', /Usage: archetype engine/],
  ['engine add', /missing required argument 'engine'/],
  ['engine add tfjs:wasm', /Allowed choices are tfjs:node, tfjs:node-gpu, ort:cuda/],
];

describe('wrong calls', () => {
  const folder = (finished: Parameters<typeof temporaryFolder>[0]): string => {
    const made = temporaryFolder(finished);
    mkdirSync(join(made, 'taken'));
    mkdirSync(join(made, 'ran/checkpoints'), { recursive: true });
    mkdirSync(join(made, 'compared'));
    const files: Readonly<Record<string, string | Buffer>> = {
      'compared/recipe.json': '{}',
      'compared/comparison.json': '{}',
      'taken/notes.txt': 'mine',
      'ran/recipe.json': '{}',
      'ran/checkpoints/step-000000001.safetensors': '',
      'broken.json': '{ "name": "lenet",\n}',
      'broken.yaml': 'name: lenet\nlayers: [',
      'few.yaml': 'format: archetype/1\nname: few\ninput: [1, 28, 28]\nlayers: [{ kind: flatten }, { kind: linear, outFeatures: 5 }]\n',
      'wrong.json': '{"format":"archetype/1","name":"wrong","input":[1,9,9],"layers":[{"kind":"conv2d","outChannels":1,"kernelSize":11}]}',
      'unknown.json': '{"format":"archetype/1","name":"unknown","input":[1,9,9],"layers":[{"kind":"rellu"}]}',
      'model.txt': 'lenet',
      'throws.ts': "throw new Error('it is Monday');",
      'nothing.ts': 'export const model = 1;',
      'halved.ts': 'export default {\n',
      'getter.ts': "export default { get layers(): never { throw new Error('not today'); } };",
      'leaves.js': 'process.exit(0);',
      'waits.mjs': 'export default await new Promise(() => undefined);',
      'latin1.json': Buffer.from([0x7b, 0x22, 0xe9, 0x22, 0x7d]),
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(made, name), text);
    return made;
  };

  it.concurrent.for(REFUSALS)('archetype %s', { timeout: 120_000 }, async ([call, said], { onTestFinished }) => {
    const made = folder(onTestFinished);
    const before = readdirSync(made).toSorted();
    const { code, stdout, stderr } = await archetype(made, call === '' ? [] : call.split(' '));
    expect(stderr).toMatch(said);
    expect(stderr).not.toMatch(/^ +at .*:\d+:\d+\)?$/m);
    expect(stderr).not.toContain('defect');
    expect(stdout).toBe('');
    expect(code).toBe(2);
    expect(readdirSync(made).filter((name) => name !== 'home').toSorted()).toEqual(before);
  });
});
