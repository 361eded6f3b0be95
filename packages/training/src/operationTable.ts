import type { OpKind, StepOperation } from './operations.js';

/** Whether and how a device runs a kind of operation. */
export interface OperationSupport {
  /** What runs it, in a word or two; absent where nothing does. */
  readonly by?: string;
}

/** What a device can run. A backend makes it from its code, without loading a runtime. */
export type OperationTable = Readonly<Record<OpKind, OperationSupport>>;

/** Why a device with this table does not run an operation; undefined where it does. */
export function refusal(table: OperationTable, { kind }: StepOperation): string | undefined {
  return table[kind].by === undefined ? `${kind} has no kernel there` : undefined;
}
