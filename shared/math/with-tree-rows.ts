import type { Kernels } from './kernels.ts';
import { plainTreeRows } from './plain-tree-rows.ts';
import type { LabelledBins, TreeRows } from './tree-rows.ts';

/**
 * Runs `work` on rows to grow trees from, which are the kernels' where there are any: the same bits, sooner.
 *
 * @param slotCount - slots for sums.
 */
export const withTreeRows = <T>(
  kernels: Kernels | undefined,
  data: LabelledBins,
  slotCount: number,
  work: (rows: TreeRows) => T,
): T =>
  kernels === undefined
    ? work(plainTreeRows(data, slotCount))
    : kernels.within(({ treeRows }) => work(treeRows(data, slotCount)));
