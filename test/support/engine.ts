import type { Engine } from '../../functions/nightly/training/fit.ts';
import { openKernels } from '../../shared/adapters/kernels/wasm-kernels.ts';
import { tensorPrograms } from '../../shared/adapters/onnx/tensor-program.ts';

/** The engine of a night, on this many threads. */
export const engineOf = (threads: number): Engine => ({
  compile: tensorPrograms(threads),
  kernels: openKernels(threads),
});
