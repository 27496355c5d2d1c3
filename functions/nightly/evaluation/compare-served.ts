import type { BehaviourDifference } from '../../../shared/domain/behaviour-difference.ts';
import { IncompatibleModelError, NotFoundError } from '../../../shared/domain/errors.ts';
import type { Item } from '../../../shared/domain/item.ts';
import { LEAST_TOLD } from '../../../shared/domain/model-card.ts';
import { behaviourDifference } from '../../../shared/evaluation/behaviour-difference.ts';
import { lowestHashed } from '../../../shared/evaluation/lowest-hashed.ts';
import type { NumberedHistory, PackedPeople } from '../../../shared/evaluation/splits.ts';
import type { Cell } from '../../../shared/features/context.ts';
import { HISTORY_KINDS } from '../../../shared/features/history.ts';
import { jsonOf } from '../../../shared/model/json-bytes.ts';
import { readManifest } from '../../../shared/model/read-version.ts';
import { RECOMMENDER_NAME } from '../../../shared/model/recommender-manifest.ts';
import type { ModelStore } from '../../../shared/ports/model-store.ts';
import type { LoadScorer } from '../../../shared/ports/scorer.ts';
import type { SnapshotReader } from '../../../shared/ports/snapshots.ts';
import { servedLists } from './served-lists.ts';

export interface CompareServedPorts {
  readonly snapshots: SnapshotReader;
  readonly models: ModelStore;
  readonly loadScorer: LoadScorer;
}

/** The version that may come to be served, and whom to ask it about. */
export interface Challenger {
  readonly snapshotId: string;
  readonly version: string;
  readonly historyLimit: number;
  readonly cells: readonly Cell[];
  /** Their order numbers the people's items. */
  readonly itemIds: readonly string[];
  readonly people: PackedPeople;
}

/** Slates say in a thousand people what they say in all. */
const ASKED = 1000;
const SLATE = 10;

/**
 * What people would be shown by the new version and by the served one, after all that they have done: the difference
 * that publishing makes. Undefined where none is served, the same is, or this code must not ask it.
 */
export async function compareServed(
  ports: CompareServedPorts,
  challenger: Challenger,
): Promise<BehaviourDifference | undefined> {
  const pointer = await ports.models.served(RECOMMENDER_NAME);
  if (pointer === undefined || pointer.version === challenger.version) return undefined;
  const champion = await askable(ports, pointer.version);
  if (champion === undefined) return undefined;
  const { people, itemIds } = challenger;
  const asked = Array.from(lowestHashed(people.personKeys, ASKED), (at) => people.at(at)!);
  const before = await slatesBy(ports, champion, asked, itemIds);
  const after = await slatesBy(ports, challenger, asked, itemIds);
  const items = await itemsOf(ports.snapshots, challenger.snapshotId, new Set([...before, ...after].flat()));
  return behaviourDifference({ against: pointer.version, least: LEAST_TOLD }, before, after, (itemId) =>
    beneficiaries(items.get(itemId)),
  );
}

type Asked = Pick<Challenger, 'version' | 'historyLimit' | 'cells' | 'itemIds'>;

/** Undefined for one that was made for other code, or is not whole any more: then there is nothing to compare with. */
async function askable({ models }: CompareServedPorts, version: string): Promise<Asked | undefined> {
  try {
    const manifest = await readManifest((file) => models.read(RECOMMENDER_NAME, version, file), HISTORY_KINDS);
    const itemIds = jsonOf(await models.read(RECOMMENDER_NAME, version, 'items.json')) as readonly string[];
    return { version, historyLimit: manifest.settings.historyLimit, cells: manifest.cells, itemIds };
  } catch (error) {
    if (error instanceof IncompatibleModelError || error instanceof NotFoundError) return undefined;
    throw error;
  }
}

/** @param names - of the people's items, by their numbers. */
async function slatesBy(
  { models, loadScorer }: CompareServedPorts,
  { version, historyLimit, cells, itemIds }: Asked,
  people: readonly NumberedHistory[],
  names: readonly string[],
): Promise<readonly (readonly string[])[]> {
  const scorer = await loadScorer(await models.read(RECOMMENDER_NAME, version, 'model.onnx'));
  const indexOf = new Map(itemIds.map((itemId, index) => [itemId, index]));
  const indexes = Int32Array.from(names, (itemId) => indexOf.get(itemId) ?? -1);
  const tasks = people.map((person) => newestFirst(person, indexes));
  const itemCount = itemIds.length;
  const lists = await servedLists(scorer, tasks, { historyLimit, itemCount, k: SLATE, candidates: 'new', cells });
  return lists.map((list) => Array.from(list, (index) => itemIds[index]!));
}

/** Without the items that the version does not know. */
function newestFirst({ personKey, items, kinds, contexts }: NumberedHistory, indexes: Int32Array) {
  const known = Array.from(items.keys())
    .reverse()
    .filter((at) => indexes[items[at]!]! >= 0);
  return {
    personKey,
    items: Int32Array.from(known, (at) => indexes[items[at]!]!),
    kinds: Uint8Array.from(known, (at) => kinds[at]!),
    ...(contexts && { context: contexts.at(-1) ?? 0 }),
  };
}

async function itemsOf(
  snapshots: SnapshotReader,
  snapshotId: string,
  wanted: ReadonlySet<string>,
): Promise<ReadonlyMap<string, Item>> {
  const { itemParts } = await snapshots.manifest(snapshotId);
  const items = new Map<string, Item>();
  for (let part = 0; part < itemParts; part++)
    for (const { item } of await snapshots.readItems(snapshotId, part))
      if (wanted.has(item.itemId)) items.set(item.itemId, item);
  return items;
}

function beneficiaries(item: Item | undefined) {
  const seller = item?.attributes['seller'];
  return { seller: typeof seller === 'string' ? seller : item?.brand, category: item?.categories[0] };
}
