import type { TensorName } from '@archetype/spec';
import type { TensorValues } from '@archetype/training';
import type { Tensor } from 'onnxruntime-common';

/**
 * The state of a program between runs, in the layouts that the graphs ask for. A run reads the current values and makes the next ones, which become
 * current by `exchange`.
 */
export interface State {
  /** The current values, in the tensor's own shape. */
  current(name: TensorName): Tensor;
  /** Where a run is to write next values, in the shape in which the graph makes them; null where the runtime brings tensors of its own. */
  target(name: TensorName, shape: readonly number[]): Tensor | null;
  /** The next values as a run returned them. */
  receive(name: TensorName, next: Tensor): void;
  exchange(): void;
  /** Every tensor in its canonical layout, copied. */
  read(): Promise<TensorValues>;
  /** @throws ArchetypeError `unknown-state`, `state-size` */
  write(values: TensorValues): Promise<void>;
  /** Tensors that are held. */
  count(): number;
  dispose(): Promise<void>;
}
