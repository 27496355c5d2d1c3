import { InvalidInputError } from '../../../shared/domain/errors.ts';
import { acquaintanceFiles, parseAcquaintances } from '../../../shared/evaluation/datasets/acquaintances.ts';
import { normalisedMutualInformation } from '../../../shared/evaluation/mutual-information.ts';
import { communitiesOf, modularityOf } from '../../../shared/learning/communities.ts';
import { undirectedGraph } from '../../../shared/learning/graph.ts';
import { pageRank } from '../../../shared/learning/page-rank.ts';
import type { Measure, Measured, MeasuredFiles } from './measure.ts';

const PROTOCOL =
  'communities of an undirected graph by Louvain, best of five orders, beside the connected parts; influence by PageRank';
const TRUTH = /truth|communit/i;
const MOST_INFLUENTIAL = 10;

/** Communities and influence in a list of who knows whom. */
export const measureSocial: Measure = async (files, _options, { timed }) => {
  const edgeFile = edgeFileOf(files);
  const pairs = parseAcquaintances(await files.text(edgeFile), edgeFile);
  const numbers = new Map<string, number>();
  for (const name of pairs.flat()) if (!numbers.has(name)) numbers.set(name, numbers.size);
  const names = [...numbers.keys()];
  const graph = undirectedGraph(names.length, {
    from: Int32Array.from(pairs, ([a]) => numbers.get(a)!),
    to: Int32Array.from(pairs, ([, b]) => numbers.get(b)!),
  });
  timed();
  const found = communitiesOf(graph);
  const seconds = { communities: timed() };
  const ranks = pageRank(graph);
  const truth = await truthFor(files, edgeFile, numbers);
  const parts = connectedParts(graph.starts, graph.neighbours);
  const reasons: Record<string, string> = {};
  if (found.modularity === null) reasons['model.modularity'] = 'there is no edge';
  if (truth === undefined) reasons['model.nmi'] = 'no file of true communities';
  const figures = (of: Int32Array) => ({
    modularity: modularityOf(graph, of),
    communities: new Set(of).size,
    nmi: truth === undefined ? null : normalisedMutualInformation(of, truth),
  });
  return {
    protocol: PROTOCOL,
    counts: { people: names.length, edges: graph.neighbours.length / 2 },
    metrics: { model: figures(found.of), connectedParts: figures(parts) },
    reasons,
    details: {
      largestCommunities: sizesOf(found.of).slice(0, MOST_INFLUENTIAL),
      mostInfluential: Array.from(ranks.keys())
        .sort((a, b) => ranks[b]! - ranks[a]! || a - b)
        .slice(0, MOST_INFLUENTIAL)
        .map((node) => ({ name: names[node]!, rank: ranks[node]! })),
    },
    seconds: { ...seconds, pageRank: timed() },
  } satisfies Measured;
};

function edgeFileOf(files: MeasuredFiles): string {
  const lists = files.names.filter((name) => /\.(txt|csv|tsv)(\.gz)?$/.test(name) && !TRUTH.test(name));
  const named = acquaintanceFiles(lists);
  const [file, ...others] = named.length > 0 ? named : lists;
  if (file === undefined || others.length > 0)
    throw new InvalidInputError(
      `social: want one list of edges, got ${[file, ...others].filter(Boolean).join(', ') || 'none'}`,
    );
  return file;
}

/** `name community` a line, for every name of the edges. */
async function truthFor(
  files: MeasuredFiles,
  edgeFile: string,
  numbers: ReadonlyMap<string, number>,
): Promise<Int32Array | undefined> {
  const file = files.names.find((name) => TRUTH.test(name) && name !== edgeFile);
  if (file === undefined) return undefined;
  const truth = new Int32Array(numbers.size).fill(-1);
  const parts = new Map<string, number>();
  for (const [name, part] of parseAcquaintances(await files.text(file), file)) {
    if (!parts.has(part)) parts.set(part, parts.size);
    const node = numbers.get(name);
    if (node !== undefined) truth[node] = parts.get(part)!;
  }
  const missing = truth.indexOf(-1);
  if (missing >= 0) throw new InvalidInputError(`${file}: no community for "${[...numbers.keys()][missing]}"`);
  return truth;
}

function connectedParts(starts: Int32Array, neighbours: Int32Array): Int32Array {
  const of = new Int32Array(starts.length - 1).fill(-1);
  for (let node = 0; node < of.length; node++) {
    if (of[node] !== -1) continue;
    const open = [node];
    of[node] = node;
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      for (let e = starts[at]!; e < starts[at + 1]!; e++) {
        const next = neighbours[e]!;
        if (of[next] !== -1) continue;
        of[next] = node;
        open.push(next);
      }
    }
  }
  return of;
}

function sizesOf(of: Int32Array): readonly number[] {
  const sizes = new Map<number, number>();
  for (const part of of) sizes.set(part, (sizes.get(part) ?? 0) + 1);
  return [...sizes.values()].sort((a, b) => b - a);
}
