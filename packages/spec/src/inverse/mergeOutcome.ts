import type { Merge } from '../layers/parallel.js';
import { isSubset } from './intervals.js';
import { fixedFeatures, inputsWithArea, type FlatValue, type ImageValue, type Outcome, type Value } from './outcome.js';
import { common, essential, isEmpty, type Region } from './region.js';
import { agreement, sizesWithin } from './sizeRule.js';

/** Two branches' outcomes joined; none where no input lets them. Undefined where their features depend on sizes in unlike ways. */
export function mergeOutcomes(merge: Merge, a: Outcome, b: Outcome): readonly Outcome[] | undefined {
  const shared = common(a, b);
  if (isEmpty(shared)) return [];
  if (a.value.rank === 'flat' && b.value.rank === 'flat') return mergeFlat(merge, a.value, b.value, shared);
  if (a.value.rank !== 'image' || b.value.rank !== 'image') return [];
  return essential(mergeImages(merge, a.value, b.value, shared));
}

function mergeImages(merge: Merge, a: ImageValue, b: ImageValue, shared: Region): readonly Outcome[] {
  if (merge !== 'concat' && a.channels !== b.channels) return [];
  const channels = merge === 'concat' ? a.channels + b.channels : a.channels;
  const equal = { ...shared, ...equalSizes(a, b, shared), value: { ...a, channels } };
  if (merge !== 'multiply') return [equal];
  return [{ ...single(b, shared), value: a }, { ...single(a, shared), value: b }, equal];
}

function equalSizes(a: Value, b: Value, { heights, widths }: Region): Region {
  return { heights: agreement(a.height, b.height, heights), widths: agreement(a.width, b.width, widths) };
}

/** Where a gate is one value for each channel, and stretches. */
function single({ height, width }: ImageValue, shared: Region): Region {
  return common(shared, { heights: sizesWithin(height, 1, 1), widths: sizesWithin(width, 1, 1) });
}

function mergeFlat(merge: Merge, a: FlatValue, b: FlatValue, shared: Region): readonly Outcome[] | undefined {
  const alike = alikeOver(shared, a, b);
  const sizes = a.scale === 0 ? b : a;
  if (merge === 'concat') {
    if (!alike) return undefined;
    return [{ ...shared, value: { ...sizes, scale: a.scale + b.scale, offset: a.offset + b.offset } }];
  }
  const [scale, offset] = [a.scale - b.scale, b.offset - a.offset];
  if (!alike) return undefined;
  if (scale === 0) return offset === 0 ? [{ ...shared, value: a }] : [];
  // (a.scale − b.scale)·height·width = b.offset − a.offset
  return inputsWithArea(offset / scale, shared, sizes.height, sizes.width).map((region) => ({
    ...region,
    value: fixedFeatures(a.scale * (offset / scale) + a.offset),
  }));
}

/** Whether both depend on sizes in the same way, or one on none. */
function alikeOver(shared: Region, a: FlatValue, b: FlatValue): boolean {
  if (a.scale === 0 || b.scale === 0) return true;
  const equal = equalSizes(a, b, shared);
  return isSubset(shared.heights, equal.heights) && isSubset(shared.widths, equal.widths);
}
