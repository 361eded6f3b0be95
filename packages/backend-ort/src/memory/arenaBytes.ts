import type { Allocation } from './allocations.js';

/** ONNX Runtime's arena (core/framework/bfc_arena.cc): sizes are rounded to 256 bytes, and the first region that it takes from the system is 1 MB. */
const GRAIN = 256;
const FIRST_REGION = 2 ** 20;
/** A free chunk is split where it is twice what is wanted, or has more to spare than this. */
const MOST_SPARE = 2 ** 27;
const PAGE = 4096;
/** Pages are counted in groups where values are so large that single ones do not matter. */
const GROUPS = 2 ** 14;

/** A stretch of a region, free or taken. */
interface Chunk {
  readonly region: Region;
  start: number;
  size: number;
  free: boolean;
  before?: Chunk | undefined;
  behind?: Chunk | undefined;
}

/** Memory of the system, and which of its pages were ever written to: the others take nothing. */
interface Region {
  readonly written: Uint8Array;
}

/**
 * Bytes of memory that the runtime's arena comes to hold in steps of these allocations. It takes regions from the system, each twice the last or as large as it must be; hands out the
 * smallest free chunk that is large enough, whole unless it is much too large; joins free neighbours; and gives nothing back. What a step leaves changes how the next one
 * fits, so several are gone through.
 */
export function arenaBytes(allocations: readonly Allocation[], steps = 3): number {
  const largest = allocations.reduce((most, { taken: values }) => Math.max(most, ...values.values()), 1);
  const page = PAGE * 2 ** Math.max(0, Math.ceil(Math.log2(largest / GROUPS / PAGE)));
  const regions: Region[] = [];
  const free = new Set<Chunk>();
  const taken = new Map<number, Chunk>();
  let nextRegion = FIRST_REGION;

  const extend = (size: number): Chunk => {
    const enough = nextRegion >= size;
    while (nextRegion < size) nextRegion *= 2;
    const region: Region = { written: new Uint8Array(Math.ceil(nextRegion / page)) };
    const chunk: Chunk = { region, start: 0, size: nextRegion, free: true };
    if (enough) nextRegion *= 2;
    regions.push(region);
    return chunk;
  };
  const take = (bytes: number): Chunk => {
    const size = Math.ceil(bytes / GRAIN) * GRAIN;
    let chunk: Chunk | undefined;
    for (const candidate of free) if (candidate.size >= size && (chunk === undefined || candidate.size < chunk.size)) chunk = candidate;
    chunk ??= extend(size);
    free.delete(chunk);
    if (chunk.size >= 2 * size || chunk.size - size >= MOST_SPARE) {
      const rest: Chunk = { region: chunk.region, start: chunk.start + size, size: chunk.size - size, free: true, before: chunk, behind: chunk.behind };
      if (chunk.behind) chunk.behind.before = rest;
      chunk.behind = rest;
      chunk.size = size;
      free.add(rest);
    }
    chunk.free = false;
    chunk.region.written.fill(1, Math.floor(chunk.start / page), Math.ceil((chunk.start + bytes) / page));
    return chunk;
  };
  const giveBack = (chunk: Chunk): void => {
    chunk.free = true;
    const { before, behind } = chunk;
    if (behind?.free === true) swallow(chunk, behind);
    if (before?.free === true) swallow(before, chunk);
    else free.add(chunk);
  };
  /** A free chunk takes in the one behind it. */
  const swallow = (chunk: Chunk, behind: Chunk): void => {
    free.delete(behind);
    chunk.size += behind.size;
    chunk.behind = behind.behind;
    if (chunk.behind) chunk.behind.before = chunk;
  };

  for (let step = 0; step < steps; step++) {
    for (const { taken: values, freed } of allocations) {
      for (const [id, bytes] of values) if (bytes > 0) taken.set(id, take(bytes));
      for (const id of freed) if (taken.has(id)) giveBack(taken.get(id)!);
    }
    // What was held to the end of the step.
    const ended = new Set(allocations.flatMap(({ freed }) => freed));
    for (const [id, chunk] of taken) if (!ended.has(id)) giveBack(chunk);
    taken.clear();
  }
  return page * regions.reduce((pages, { written }) => pages + written.reduce((sum, touched) => sum + touched, 0), 0);
}
