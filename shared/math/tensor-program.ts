/** A tensor as a program takes and gives it, row by row. */
export interface Tensor {
  readonly data: Float32Array | Int32Array | BigInt64Array;
  readonly dims: readonly number[];
}

/** A graph of dense tensor operations, ready to run: the linear algebra of training. */
export interface TensorProgram {
  /** @param inputs - by name; read during the call only. @returns the outputs by name, all floats. */
  run(inputs: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Float32Array>>>;
}

/** Makes a program of an ONNX graph, as `onnx-encoder` writes it. */
export type CompileTensorProgram = (graph: Uint8Array) => Promise<TensorProgram>;
