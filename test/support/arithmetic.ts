import type { Arithmetic } from '../../functions/nightly/training/arithmetic.ts';
import { openKernels } from '../../shared/adapters/kernels/wasm-kernels.ts';
import { tensorPrograms } from '../../shared/adapters/onnx/tensor-program.ts';

/** The arithmetic of a night, on this many threads. */
export const arithmeticOf = (threads: number): Arithmetic => ({
  compile: tensorPrograms(threads),
  kernels: openKernels(threads),
});
