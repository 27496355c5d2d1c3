import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { TensorProgram, Tensor as TensorValue } from '../../math/tensor-program.ts';

/** ERROR: the runtime warns of constants that a graph does not use, which is no concern of anybody's. */
const LOG_ERRORS_ONLY = 3;

/** Threads that spin for the next program would take the processor from the kernels that run between. */
const SLEEP_WHEN_IDLE = { session: { intra_op: { allow_spinning: '0' } } };

/** Programs run on this many threads; the products' results do not depend on how many. */
export const tensorPrograms =
  (threads: number) =>
  async (graph: Uint8Array): Promise<TensorProgram> => {
    const session = await InferenceSession.create(graph, {
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      logSeverityLevel: LOG_ERRORS_ONLY,
      extra: SLEEP_WHEN_IDLE,
    });
    return {
      async run(inputs) {
        const feeds = Object.fromEntries(Object.entries(inputs).map(([name, tensor]) => [name, toTensor(tensor)]));
        const outputs = await session.run(feeds);
        return Object.fromEntries(Object.entries(outputs).map(([name, { data }]) => [name, data as Float32Array]));
      },
    };
  };

function toTensor({ data, dims }: TensorValue): Tensor {
  if (data instanceof Float32Array) return new Tensor('float32', data, dims);
  return data instanceof Int32Array ? new Tensor('int32', data, dims) : new Tensor('int64', data, dims);
}
