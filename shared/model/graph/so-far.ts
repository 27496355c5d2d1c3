import type { Message } from '../../math/onnx-encoder.ts';

/** TensorProto.DataType */
export const FLOAT = 1;
export const INT32 = 6;
export const INT64 = 7;

/** A graph under construction. Values of the source at place 3 have names that end in 3. */
export interface GraphSoFar {
  readonly constants: Message[];
  readonly nodes: Message[];
}
export const newGraph = (): GraphSoFar => ({ constants: [], nodes: [] });
