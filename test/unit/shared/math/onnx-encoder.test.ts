import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { constant, encodeModel, type Graph, integers, node, value } from '../../../../shared/math/onnx-encoder.ts';

const addition: Graph = {
  name: 'addition',
  constants: [constant('c', [2], Float32Array.of(10, 20))],
  inputs: [value('x', 'float', ['n', 2])],
  outputs: [value('y', 'float', ['n', 2])],
  nodes: [node('Add', ['x', 'c'], ['y'])],
};

async function run(graph: Graph, x: Tensor) {
  const session = await InferenceSession.create(encodeModel(graph));
  const { y } = await session.run({ x });
  return y!;
}

describe('encodeModel', () => {
  it('writes a model that the runtime loads, checks and runs', async () => {
    const y = await run(addition, new Tensor('float32', Float32Array.of(1, 2, 3, 4), [2, 2]));
    expect([...(y.data as Float32Array)]).toEqual([11, 22, 13, 24]);
  });

  it('writes attributes: whole numbers below zero and texts too', async () => {
    const sums: Graph = {
      name: 'sums',
      constants: [constant('here', [3], Int32Array.of(0, 2, 0)), constant('one', [3], Float32Array.of(1, 2, 4))],
      inputs: [value('x', 'float', [3])],
      outputs: [value('y', 'float', [3])],
      nodes: [node('ScatterElements', ['x', 'here', 'one'], ['y'], { axis: -1, reduction: 'add' })],
    };
    const y = await run(sums, new Tensor('float32', Float32Array.of(0, 0, 0), [3]));
    expect([...(y.data as Float32Array)]).toEqual([5, 0, 2]);
  });

  it('writes 64-bit whole numbers beyond 32 bits, and below zero', async () => {
    const far: Graph = {
      name: 'far',
      constants: [integers('c', 2 ** 40, -7)],
      inputs: [value('x', 'int64', [2])],
      outputs: [value('y', 'int64', [2])],
      nodes: [node('Add', ['x', 'c'], ['y'])],
    };
    const y = await run(far, new Tensor('int64', BigInt64Array.of(1n, 1n), [2]));
    expect([...(y.data as BigInt64Array)]).toEqual([2n ** 40n + 1n, -6n]);
  });

  it('writes the bytes that a view shows, not those around it', async () => {
    const view = Float32Array.of(99, 10, 20, 99).subarray(1, 3);
    const y = await run(
      { ...addition, constants: [constant('c', [2], view)] },
      new Tensor('float32', Float32Array.of(0, 0), [1, 2]),
    );
    expect([...(y.data as Float32Array)]).toEqual([10, 20]);
  });

  it('begins as the wire format says: field 1 varint 10, field 2 text "rapport"', () => {
    const head = [...encodeModel(addition).subarray(0, 11)];
    expect(head).toEqual([0x08, 10, 0x12, 7, ...new TextEncoder().encode('rapport')]);
  });

  it('writes the same bytes for the same model', () => {
    expect(encodeModel(addition)).toEqual(encodeModel(addition));
  });

  it('refuses a constant that does not fill its shape', () => {
    expect(() => constant('c', [3], Float32Array.of(1))).toThrow('constant c: 1 values do not fill [3]');
  });
});
