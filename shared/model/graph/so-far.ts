import type { Recommender } from '../../learning/recommender.ts';
import { constant, type Message, node } from '../../math/onnx-encoder.ts';
import { BLEND_NAMES } from '../blend.ts';

/** TensorProto.DataType */
export const FLOAT = 1;
export const INT32 = 6;

/** What a source says can be divided by its sum and this, though it says nothing. */
export const LEAST_UNIT = 1e-30;

/** A graph under construction. Values of the source at place 3 have names that end in 3. */
export interface GraphSoFar {
  readonly constants: Message[];
  readonly nodes: Message[];
}
export const newGraph = (): GraphSoFar => ({ constants: [], nodes: [] });

/** `name` (1, …dims): numbers that differ by blend, those of the blend that is asked for. */
export function gatherByBlend(
  graph: GraphSoFar,
  name: string,
  dims: readonly number[],
  numbersOf: (blend: string) => ArrayLike<number>,
): void {
  const size = dims.reduce((product, dim) => product * dim, 1);
  const all = new Float32Array(BLEND_NAMES.length * size);
  BLEND_NAMES.forEach((blend, b) => {
    all.set(numbersOf(blend), b * size);
  });
  graph.constants.push(constant(`${name}ByBlend`, [BLEND_NAMES.length, ...dims], all));
  graph.nodes.push(node('Gather', [`${name}ByBlend`, 'blend'], [name]));
}

/** 0 where the blend has no such source. */
export const weightOf = ({ blends }: Recommender, blend: string, name: string): number =>
  blends[blend]?.[name]?.weight ?? 0;
