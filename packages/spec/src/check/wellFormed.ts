import { checkFields, isObject, own, type JsonObject } from '../fields/checkFields.js';
import { describe } from '../fields/describe.js';
import type { FieldIssue } from '../fields/field.js';
import { layerName } from '../fields/layerName.js';
import { withoutSchemaLink } from '../fields/schemaLink.js';
import { unknownKind } from '../fields/record.js';
import { fieldsOf, isLayerKind, layerKinds } from '../layers/registry.js';
import type { ModelSpec } from '../model.js';
import { branchOf, layerAt, layersOf, pointerOf, topLevel, type Location } from '../structure/location.js';
import { findingsError, issueFinding, type Finding } from './finding.js';
import { modelFields } from './modelFields.js';
import { nameOf } from './nameOf.js';

/** Containers within containers: far beyond any network, and far from the end of the stack. */
export const DEEPEST_NESTING = 256;
/** Layers and branches together; lists that hold themselves come to an end here. */
export const MOST_LAYERS = 50_000;

export interface WellFormedness {
  readonly findings: readonly Finding[];
  /** Layers that cannot be asked for a shape. */
  readonly closed: ReadonlySet<unknown>;
  /** Whether the layers can be walked at all. */
  readonly walkable: boolean;
}

/** Everything that is wrong with a value as a model, shapes aside: fields, kinds, names, nesting. */
export function checkWellFormed(value: unknown): WellFormedness {
  if (!isObject(value)) {
    const issue = { code: 'not-an-object', message: `a model must be an object; received ${describe(value)}`, pointer: [] } as const;
    return { findings: [issueFinding({ ...issue, received: describe(value) }, '', undefined, [])], closed: new Set(), walkable: false };
  }
  const findings = checkFields(value, modelFields).map((issue) => issueFinding(issue, '', undefined, []));
  const layers = own(value, 'layers');
  const survey: Survey = { findings: [...findings], closed: new Set(), count: 0 };
  if (Array.isArray(layers)) surveyList(layers, topLevel, 0, survey);
  return { findings: survey.findings, closed: survey.closed, walkable: Array.isArray(layers) && survey.count <= MOST_LAYERS };
}

/**
 * The model in a parsed JSON value, whether or not its layers can take its input: for what takes another, or looks for one.
 * Throws a `SpecError` with every finding, shapes aside.
 */
export function parseWellFormed(value: unknown): ModelSpec {
  const [first, ...others] = checkWellFormed(value).findings;
  if (first === undefined) return withoutSchemaLink(value as ModelSpec);
  throw findingsError(nameOf(value, 'model'), [first, ...others]);
}

interface Survey {
  readonly findings: Finding[];
  readonly closed: Set<unknown>;
  count: number;
}

function surveyList(layers: readonly unknown[], list: Location, depth: number, survey: Survey): void {
  const names = new Map<string, number>();
  for (const [index, layer] of layers.entries()) {
    if (!withinCount(list, survey)) return;
    const name = isObject(layer) ? own(layer, 'name') : undefined;
    const location = layerAt(list, index, name);
    surveyLayer(layer, location, depth, survey);
    if (!layerName.accepts(name)) continue;
    const first = names.get(name);
    if (first === undefined) names.set(name, index);
    else survey.findings.push(duplicateName(location, name, first));
  }
}

function surveyLayer(layer: unknown, location: Location, depth: number, survey: Survey): void {
  if (!isObject(layer)) {
    survey.closed.add(layer);
    const issue = { code: 'not-an-object', message: `a layer must be an object; received ${describe(layer)}`, pointer: [] } as const;
    survey.findings.push(issueFinding({ ...issue, received: describe(layer) }, location.path, undefined, pointerOf(location)));
    return;
  }
  const kind = own(layer, 'kind');
  if (!isLayerKind(kind)) {
    survey.closed.add(layer);
    survey.findings.push(issueFinding(unknownKind(kind, layerKinds), location.path, undefined, pointerOf(location)));
    return;
  }
  const issues = checkFields(layer, fieldsOf(kind), ['kind']);
  for (const issue of issues) survey.findings.push(issueFinding(issue, location.path, kind, pointerOf(location)));
  if (issues.some((issue) => hidesShape(issue))) survey.closed.add(layer);
  if (kind === 'sequential' || kind === 'parallel') surveyContainer(layer, location, depth, survey);
}

function surveyContainer(container: JsonObject, location: Location, depth: number, survey: Survey): void {
  if (depth >= DEEPEST_NESTING) {
    survey.closed.add(container);
    survey.findings.push({
      code: 'nested-too-deep',
      path: location.path,
      message: `containers are nested more than ${DEEPEST_NESTING} deep`,
      remedy: 'take containers apart that hold nothing but one more',
      pointer: pointerOf(location),
    });
    return;
  }
  const layers = own(container, 'layers');
  if (Array.isArray(layers)) surveyList(layers, layersOf(location), depth + 1, survey);
  const branches = own(container, 'branches');
  if (!Array.isArray(branches)) return;
  for (const [index, branch] of branches.entries()) {
    if (!withinCount(location, survey)) return;
    if (Array.isArray(branch)) surveyList(branch, branchOf(location, index), depth + 1, survey);
  }
}

/** Counts one more layer or branch; the first beyond the limit is a finding, the rest are silent. */
function withinCount(location: Location, survey: Survey): boolean {
  survey.count += 1;
  if (survey.count === MOST_LAYERS + 1) {
    survey.findings.push({
      code: 'too-many-layers',
      path: location.path,
      message: `more than ${MOST_LAYERS} layers`,
      remedy: 'a model has at most that many; look for a list that holds itself',
      pointer: pointerOf(location),
    });
  }
  return survey.count <= MOST_LAYERS;
}

/** A name or a field that nobody meant changes no shape; a misspelt one may. */
function hidesShape({ code, pointer, meant }: FieldIssue): boolean {
  return pointer[0] !== 'name' && (code !== 'unknown-field' || meant !== undefined);
}

function duplicateName(location: Location, name: string, first: number): Finding {
  return {
    code: 'duplicate-path',
    path: location.path,
    message: `the path ${location.path} is taken by layer ${first} of the same list`,
    received: name,
    remedy: `rename one of them; without a name its path component is ${location.key}`,
    pointer: [...pointerOf(location), 'name'],
  };
}
