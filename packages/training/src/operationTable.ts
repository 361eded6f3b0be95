import type { OpKind, StepOperation } from './operations.js';

/** Whether and how a device runs a kind of operation. */
export interface OperationSupport {
  /** What runs it, in a word or two; absent where nothing does. */
  readonly by?: string;
  /** Instances that it does not run. */
  readonly except?: {
    /** Such as `dilated windows`. */
    readonly what: string;
    readonly includes: (operation: StepOperation) => boolean;
  };
}

/** What a device can run. A backend makes it from its code, without loading a runtime. */
export type OperationTable = Readonly<Record<OpKind, OperationSupport>>;

/** Whether a device with this table runs an operation; else why not. */
export function refusal(table: OperationTable, operation: StepOperation): string | undefined {
  const { by, except } = table[operation.kind];
  if (by === undefined) return `${operation.kind} has no kernel there`;
  return except?.includes(operation) === true ? `${operation.kind} has none for ${except.what}` : undefined;
}
