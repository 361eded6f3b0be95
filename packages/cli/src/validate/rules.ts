/** What a finding's code stands for: the rules of a SARIF log, and the list in docs/validate.md. */
export interface Rule {
  /** One sentence, for a heading. */
  readonly title: string;
  /** What it means, and what usually mends it. */
  readonly help: string;
  /** @defaultValue 'error' */
  readonly level?: 'note';
}

const rules: Readonly<Record<string, Rule>> = {
  // The text and what could not be read.
  syntax: { title: 'The file is not valid JSON or YAML', help: 'Correct the text at the place named; what is behind it was not read.' },
  'duplicate-key': { title: 'A key stands twice in one object', help: 'Parsers take the last one without a word. Keep the one that is meant.' },
  'file-unreadable': { title: 'The file cannot be read', help: 'It must be UTF-8 text, and reading it must be permitted.' },
  'file-too-large': { title: 'The file is far too large for a model or recipe', help: 'Name the model, not its weights or data.' },
  'file-kind-unknown': { title: 'The file is of a kind that is not read', help: 'A model or recipe is a .json, .yaml, .ts or .js file.' },
  'module-failed': { title: 'The module threw an error', help: 'Run it alone to see where it fails.' },
  'no-default-export': { title: 'The module has no default export', help: 'Export the model: export default defineModel({ … }).' },
  // Fields.
  'not-an-object': { title: 'A value must be an object', help: 'A model, a layer, a recipe and its parts are objects with the fields of the format.' },
  'missing-field': { title: 'A required field is missing', help: 'Add the field; docs and the published JSON Schema say what it may hold.' },
  'unknown-field': { title: 'A field is not part of the format', help: 'Unknown fields are errors, so that a misspelt one is not ignored. Correct or remove it.' },
  'invalid-field': { title: 'A field holds a value that it may not', help: 'The message says what the field may hold and what was received.' },
  'unknown-kind': { title: 'There is no such kind of layer, optimiser or schedule', help: 'Correct the name; the message lists the kinds or the nearest one.' },
  'duplicate-path': { title: 'Two layers of one list have the same name', help: 'Weights are found by their layer\'s path, so every path must be unique. Rename one of them.' },
  'nested-too-deep': { title: 'Containers are nested too deep', help: 'Take containers apart that hold nothing but one more.' },
  'too-many-layers': { title: 'The model has too many layers', help: 'At most 50,000. Look for a list that holds itself.' },
  // Shapes.
  'kernel-exceeds-input': { title: 'A kernel is larger than its padded input', help: 'There is no window to compute. Enlarge the input or the padding, or take a smaller kernel or fewer strides before it.' },
  'padding-exceeds-half-kernel': { title: 'A pool\'s padding is more than half its kernel', help: 'A window could lie in the padding alone. Lower the padding or enlarge the kernel.' },
  'groups-do-not-divide': { title: 'A convolution\'s groups do not divide its channels', help: 'Groups must divide the input channels and outChannels.' },
  'needs-flat-input': { title: 'A linear layer is given an image', help: 'Put flatten before it.' },
  'needs-image-input': { title: 'A layer of images is given a flat input', help: 'Move it before flatten.' },
  'merge-shapes-differ': { title: 'Branches that are joined have different shapes', help: 'add and multiply need equal shapes (multiply also takes [N, C, 1, 1]); concat needs equal height and width.' },
  'too-large': { title: 'A size is beyond what can be counted or run', help: 'Make the tensor smaller; the message has the arithmetic.' },
  // Recipes.
  'nesterov-without-momentum': { title: 'Nesterov needs a momentum', help: 'Give a momentum above 0, or leave nesterov out.' },
  'scale-lengths-differ': { title: 'mean and std have different lengths', help: 'Give one of each for every stored channel.' },
  'unknown-model': { title: 'A recipe names a model that does not exist', help: 'Give a name of the zoo, a path relative to the recipe, or the model in place.' },
  'model-invalid': { title: 'The model that a recipe names is wrong', help: 'Validate the model file alone and correct it.' },
  // Recipes held against their models.
  'images-exceed-input': { title: 'Images are larger than the model\'s input', help: 'Images are enlarged, never shrunk unasked. Give the model a larger input, or the dataset a resize.' },
  'images-do-not-fit': { title: 'Images do not fit the model\'s input', help: 'Channels must agree or be one; a flat input must have as many features as an image has pixels.' },
  'scale-channels-differ': { title: 'mean and std are not for the images\' channels', help: 'Give one mean and one std for each stored channel, not for each channel of the model.' },
  'needs-flat-output': { title: 'The model ends in an image, a loss needs classes', help: 'End the model with flatten, or with globalAvgPool2d and flatten.' },
  'too-few-classes': { title: 'The model tells fewer classes apart than the data have', help: 'Give the last layer as many outputs as there are classes.' },
  'batch-norm-single-value': { title: 'A batch norm would see a single value', help: 'Its variance is 0 then. Take larger batches, or "lastBatch": "drop" where only the last has one item.' },
  // Budget, lock, weights.
  'budget-exceeded': { title: 'The model costs more than the budget allows', help: 'Make the model smaller, or raise the limit in the budget file.' },
  'lock-missing': { title: 'The lock file has no entry for the model', help: 'Write it with --update-lock and commit the lock file.' },
  'lock-shapes-moved': { title: 'Shapes differ from the lock file', help: 'If the change is meant, write the lock anew with --update-lock and commit it.' },
  'lock-weights-moved': { title: 'Weights differ from the lock file', help: 'Saved weights no longer load. If that is meant, write the lock anew with --update-lock.' },
  'lock-stale': { title: 'A locked file is gone', help: 'Take its entry out with --update-lock.' },
  'weight-missing': { title: 'A tensor of the model is missing in the weights', help: 'Names are those of a PyTorch state_dict: the layer\'s path, a dot, weight, bias, running_mean or running_var.' },
  'weight-shape': { title: 'A tensor of the weights has another shape', help: 'Weights are [out, in / groups, height, width] for convolutions, [out, in] for linear layers.' },
  'weight-type': { title: 'A tensor of the weights holds no floating-point numbers', help: 'Save it as F32.' },
  'weight-extra': { title: 'The weights hold a tensor that no layer takes', help: 'The file belongs to another model, or its names have a prefix.' },
  'weights-left-aside': { title: 'Some tensors of the weights are not used', help: 'Nothing is wrong: they are counters of PyTorch, or the state of an optimiser.', level: 'note' },
  'safetensors-too-short': { title: 'The weights end too early', help: 'The file is cut off. Write or copy it again.' },
  'safetensors-header-length': { title: 'The weights are no safetensors file', help: 'Its first 8 bytes are no length of a header.' },
  'safetensors-header': { title: 'The header of the weights is damaged', help: 'Write the file again.' },
  'safetensors-offsets': { title: 'Tensors of the weights overlap or leave holes', help: 'Write the file again.' },
};

/** The rule of a code. What an author's own module throws has a code of its own. */
export function ruleOf(code: string): Rule {
  return (Object.hasOwn(rules, code) ? rules[code] : undefined) ?? { title: code.replaceAll('-', ' '), help: 'The message says what is wrong.' };
}

/** Every code that a validation gives, in the order of the documentation. */
export const ruleCodes: readonly string[] = Object.keys(rules);
