import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { kernelSources } from '../../infra/kernel-sources.ts';
import { KERNEL_BINARY, KERNEL_SOURCES } from '../../shared/adapters/kernels/kernel-binary.ts';
import { openThreadPool } from '../../shared/adapters/kernels/thread-pool.ts';
import { openKernels } from '../../shared/adapters/kernels/wasm-kernels.ts';
import { openWorkspaceMemory } from '../../shared/adapters/kernels/workspace-memory.ts';
import type { Workspace } from '../../shared/math/kernels.ts';
import { randomDense, sparseRowsOf } from '../support/builders/sparse-rows.ts';

const repository = join(import.meta.dirname, '../..');
const one = openKernels(1);
const three = openKernels(3);
afterAll(() => Promise.all([one.close(), three.close()]));

describe('the kernels', () => {
  it('were compiled from the sources as they are; else: npm run build:kernels', () => {
    expect(KERNEL_SOURCES).toBe(kernelSources());
  });

  it('transpose a matrix, and back', () => {
    for (const weighted of [false, true]) {
      const dense = randomDense(1, { rows: 13, columns: 17, share: 0.3, weighted });
      const matrix = sparseRowsOf(dense);
      const turned = sparseRowsOf(dense[0]!.map((_, i) => dense.map((row) => row[i]!)));
      one.within((workspace) => {
        const found = workspace.transposed(workspace.rowsOf(matrix));
        expect(plain(found)).toEqual(plain(turned));
        expect(plain(workspace.transposed(found))).toEqual(plain(matrix));
      });
    }
  });

  it('sum a Gram matrix to the same bits on 1 and 3 threads', () => {
    const rowCount = 5000;
    const stride = 32;
    const [a, b] = [one, three].map((kernels) =>
      kernels.within((workspace) => {
        const factors = workspace.floats(rowCount * stride);
        factors.set(Float32Array.from({ length: factors.length }, (_, at) => Math.sin(at)));
        const gram = workspace.gram(factors, stride);
        for (const [i, j] of [
          [0, 0],
          [5, 31],
          [31, 5],
          [17, 16],
        ] as const) {
          let sum = 0;
          for (let row = 0; row < rowCount; row++) sum += factors[row * stride + i]! * factors[row * stride + j]!;
          expect(Math.abs(gram[i * stride + j]! - sum)).toBeLessThan(1e-3);
        }
        return gram;
      }),
    );
    expect(a).toEqual(b);
  });

  it.each([0, 1, 4, 5, 1003])(
    'multiply %i rows by a matrix in place, to the same bits on 1 and 3 threads',
    (rowCount) => {
      const stride = 48;
      const numbers = (length: number, shift: number) => Float32Array.from({ length }, (_, at) => Math.sin(at + shift));
      const [rows, matrix] = [numbers(rowCount * stride, 0), numbers(stride * stride, 0.5)];
      const [a, b] = [one, three].map((kernels) =>
        kernels.within((workspace) => {
          const [ours, theirs] = [workspace.floats(rows.length), workspace.floats(matrix.length)];
          ours.set(rows);
          theirs.set(matrix);
          workspace.rotate(ours, theirs, stride);
          return ours.slice();
        }),
      ) as [Float32Array, Float32Array];
      expect(a).toEqual(b);
      for (let row = 0; row < rowCount; row++) {
        for (let column = 0; column < stride; column++) {
          let sum = 0;
          for (let k = 0; k < stride; k++) sum += rows[row * stride + k]! * matrix[k * stride + column]!;
          expect(Math.abs(a[row * stride + column]! - sum)).toBeLessThan(1e-5 * stride);
        }
      }
    },
  );

  it('share the work among all threads', async () => {
    const memory = openWorkspaceMemory();
    const pool = openThreadPool(new WebAssembly.Module(Buffer.from(KERNEL_BINARY, 'base64')), memory.wasm, 3);
    const stride = 64;
    const rowCount = 20_000;
    const ones = (length: number) => memory.addressOf(memory.floats(length).fill(1));
    const offsets = memory.integers(rowCount + 1);
    for (let row = 0; row <= rowCount; row++) offsets[row] = row;
    const columnsAt = memory.addressOf(memory.integers(rowCount).fill(0));
    const tables = [ones(stride), ones(stride), ones(rowCount), ones(rowCount * stride)];
    const scratch = memory.floats(3 * 6 * stride).fill(0);
    const args = [memory.addressOf(offsets), columnsAt, 0, 1, 0, ...tables, stride * 4, 3, memory.addressOf(scratch)];
    // Each thread has scratch of its own; workers join when they have started.
    const hasWorked = (thread: number) =>
      scratch.subarray(thread * 6 * stride, (thread + 1) * 6 * stride).some(Boolean);
    for (let again = 0; again < 500 && ![0, 1, 2].every(hasWorked); again++) {
      pool.runOnAll('leastSquares', { count: rowCount, chunk: 32 }, args);
    }
    expect([0, 1, 2].map(hasWorked)).toEqual([true, true, true]);
    expect(() => pool.runOnAll('leastSquares', { count: rowCount, chunk: 32 }, [2 ** 32 - 4])).toThrow();
    await pool.close();
  });

  it('give memory back when the work is done, also when it fails', () => {
    const firstOf = () => one.within((workspace) => workspace.floats(1000).byteOffset);
    const place = firstOf();
    expect(() =>
      one.within((workspace) => {
        workspace.floats(1_000_000);
        throw new Error('no more');
      }),
    ).toThrow('no more');
    expect(firstOf()).toBe(place);
    expect(one.within((workspace) => workspace.floats(1000).fill(7)).length).toBe(1000);
    expect(one.within((workspace) => [...new Set(workspace.floats(1000))])).toEqual([0]);
  });

  it('say how much memory they would need', () => {
    const much = () => one.within((workspace) => workspace.floats(2 ** 30));
    expect(much).toThrow(/kernels: want \d+ MiB besides \d+; they have 4096 at most/);
  });

  it('refuse an array that is not of the workspace', () => {
    expect(() => one.within((workspace) => workspace.gram(new Float32Array(64), 16))).toThrow('not of this workspace');
    const theirs = three.within((workspace) => workspace.floats(64));
    expect(() => one.within((workspace) => workspace.gram(theirs, 16))).toThrow(TypeError);
  });

  it('refuse to start on no thread', () => {
    expect(() => openKernels(0)).toThrow('threadCount: want an integer ≥ 1, got 0');
    expect(() => openKernels(1.5)).toThrow('got 1.5');
  });

  it('let a process end that has not closed them', () => {
    const script = `import { openKernels } from './shared/adapters/kernels/wasm-kernels.ts';
      openKernels(3).within((workspace) => workspace.gram(workspace.floats(16), 16)); console.log('done');`;
    const options = { cwd: repository, encoding: 'utf8', timeout: 20_000 } as const;
    expect(execFileSync(process.execPath, ['--input-type=module', '-e', script], options)).toBe('done\n');
  });
});

const plain = ({ columnCount, offsets, columns, weights }: ReturnType<Workspace['rowsOf']>) => ({
  columnCount,
  offsets: [...offsets],
  columns: [...columns],
  weights: weights && [...weights],
});
