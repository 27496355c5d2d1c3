import type { Kernels } from '../../../shared/math/kernels.ts';
import type { CompileTensorProgram } from '../../../shared/math/tensor-program.ts';

/** What does the arithmetic of training. */
export interface Arithmetic {
  readonly compile: CompileTensorProgram;
  readonly kernels: Kernels;
}
