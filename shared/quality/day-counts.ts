import { type Event, type JsonObject, type JsonValue, partitionOf } from '../domain/event.ts';
import { interactionsOf, isJsonObject } from '../domain/interaction.ts';
import type { EventCounts, FieldCounts, QualityCounts, Share, ValueType } from '../domain/quality.ts';
import { DAY_MS } from '../domain/time.ts';
import { stringHash } from '../math/string-hash.ts';
import { MASKED, tellableName } from './field-name.ts';
import { binOf, isOutOfRange, valueTypeOf } from './value-checks.ts';

/** Counts of the events that came within a time, gathered person by person. */
export interface DayCounts {
  /** @param partition - where the events lie: copies of a device's events in its owner's partition are passed over. */
  add(partition: string, events: readonly Event[]): void;
  /** Ids of the items that something was done to. */
  itemIds(): Iterable<string>;
  /** @param isKnown - whether the catalog has the item. */
  finish(isKnown: (itemId: string) => boolean): Omit<QualityCounts, 'quarantined'>;
}

/** Names beyond these are counted together; a shop has some thirty, an attacker any number. */
const MAX_NAMES = 100;
const MAX_FIELDS = 200;
const MAX_ITEMS = 200_000;
const OTHER = '(other)';
const AHEAD_MS = 5 * 60_000;
const YEAR_2000_MS = Date.UTC(2000, 0, 1);

/**
 * Folds the events received from `fromMs` to `untilMs` into counts: by event name and field, with how they lie among
 * people. Memory is bounded by the limits above, whatever comes; no value but an item's id is held.
 */
export function dayCounts(fromMs: number, untilMs: number): DayCounts {
  const names = new Map<string, NameCounts>();
  const items = new Map<string, Map<string, number>>();
  let received = 0;

  const countItems = (name: string, event: Event): void => {
    for (const { itemId } of interactionsOf(event)) {
      let ofItem = items.get(itemId);
      if (ofItem === undefined) {
        if (items.size >= MAX_ITEMS) continue; // judged by those that were met first
        ofItem = new Map();
        items.set(itemId, ofItem);
      }
      ofItem.set(name, (ofItem.get(name) ?? 0) + 1);
    }
  };

  return {
    add(partition, events) {
      const own = events.filter(
        (event) => event.receivedAtMs >= fromMs && event.receivedAtMs < untilMs && partitionOf(event) === partition,
      );
      if (own.length === 0) return;
      received += own.length;
      const twice = repeatsAmong(own);
      for (const [name, ofName] of byName(own, names)) {
        const counts = names.get(name) ?? newName();
        names.set(name, counts);
        addPerson(counts, ofName, twice);
        for (const event of ofName) countItems(name, event);
      }
    },

    itemIds: () => items.keys(),

    finish(isKnown) {
      const unknown = new Map<string, number>();
      const all = new Map<string, number>();
      for (const [itemId, ofItem] of items) {
        for (const [name, count] of ofItem) {
          all.set(name, (all.get(name) ?? 0) + count);
          if (!isKnown(itemId)) unknown.set(name, (unknown.get(name) ?? 0) + count);
        }
      }
      const events = [...names]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, counts]): [string, EventCounts] => {
          const { fields, ...rest } = counts;
          const unknownItem = singly(unknown.get(name) ?? 0, all.get(name) ?? 0);
          return [name, { ...rest, unknownItem, fields: fieldsOf(fields, counts) }];
        });
      return { events: Object.fromEntries(events), received };
    },
  };
}

type Growing<T> = { -readonly [Key in keyof T]: T[Key] };

interface NameCounts {
  events: number;
  people: number;
  readonly late: Growing<Share>;
  readonly duplicate: Growing<Share>;
  readonly impossibleTime: Growing<Share>;
  /** Events, and products of events, over people: what fields of either are counted among. */
  readonly whole: Growing<Share>;
  readonly wholeProducts: Growing<Share>;
  readonly fields: Map<string, GrowingField>;
}

interface GrowingField {
  readonly present: Growing<Share>;
  readonly types: Map<ValueType, Growing<Share>>;
  readonly outOfRange: Growing<Share>;
  readonly bins: Map<number, number>;
  people: number;
}

const nothing = (): Growing<Share> => ({ count: 0, of: 0, countSquares: 0, products: 0, ofSquares: 0 });

const newName = (): NameCounts => ({
  events: 0,
  people: 0,
  late: nothing(),
  duplicate: nothing(),
  impossibleTime: nothing(),
  whole: nothing(),
  wholeProducts: nothing(),
  fields: new Map(),
});

/** One person's part of a share. */
function grow(share: Growing<Share>, count: number, of: number): void {
  share.count += count;
  share.of += of;
  share.countSquares += count * count;
  share.products += count * of;
  share.ofSquares += of * of;
}

/** A share of things that do not lie among people. */
const singly = (count: number, of: number): Share => ({
  count,
  of,
  countSquares: count,
  products: count,
  ofSquares: of,
});

function byName(events: readonly Event[], known: ReadonlyMap<string, unknown>): ReadonlyMap<string, readonly Event[]> {
  const groups = new Map<string, Event[]>();
  let newNames = 0;
  for (const event of events) {
    const told = event.type === 'track' && event.name !== undefined ? tellableName(event.name) : event.type;
    const isNew = !known.has(told) && !groups.has(told);
    const name = isNew && known.size + newNames >= MAX_NAMES ? OTHER : told;
    if (isNew && name === told) newNames++;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [event]);
    else group.push(event);
  }
  return groups;
}

function addPerson(counts: NameCounts, events: readonly Event[], twice: ReadonlySet<Event>): void {
  counts.events += events.length;
  counts.people++;
  const share = (isSo: (event: Event) => boolean) => events.filter(isSo).length;
  grow(
    counts.late,
    share((event) => event.receivedAtMs - event.atMs > DAY_MS),
    events.length,
  );
  grow(
    counts.duplicate,
    share((event) => twice.has(event)),
    events.length,
  );
  grow(counts.impossibleTime, share(hasImpossibleTime), events.length);
  const fields = new Map<string, JsonValue[]>();
  let productCount = 0;
  for (const event of events) {
    for (const [field, value] of tellableFields(event)) push(fields, field, value);
    const products = event.properties['products'];
    if (!Array.isArray(products)) continue;
    for (const product of products.filter(isJsonObject)) {
      productCount++;
      for (const [field, value] of entriesOf(product, PRODUCT)) push(fields, field, value);
    }
  }
  grow(counts.whole, events.length, events.length);
  grow(counts.wholeProducts, productCount, productCount);
  for (const [field, values] of fields) {
    addField(counts.fields, field, values, field.startsWith(PRODUCT) ? productCount : events.length);
  }
}

const PRODUCT = 'products[].';

const hasImpossibleTime = ({ atMs, receivedAtMs }: Event): boolean =>
  atMs < YEAR_2000_MS || atMs > receivedAtMs + AHEAD_MS;

function* tellableFields({ properties, traits, context }: Event): Iterable<readonly [string, JsonValue]> {
  yield* entriesOf(properties, '');
  yield* entriesOf(traits, 'traits.');
  yield* entriesOf(context, 'context.');
}

function* entriesOf(object: JsonObject, prefix: string): Iterable<readonly [string, JsonValue]> {
  for (const [key, value] of Object.entries(object)) {
    if (valueTypeOf(value) !== undefined) yield [prefix + tellableName(key), value];
  }
}

function push(fields: Map<string, JsonValue[]>, field: string, value: JsonValue): void {
  const values = fields.get(field);
  if (values === undefined) fields.set(field, [value]);
  else values.push(value);
}

function addField(fields: Map<string, GrowingField>, named: string, values: readonly JsonValue[], of: number): void {
  const field = fields.has(named) || fields.size < MAX_FIELDS ? named : OTHER;
  const counts = fields.get(field) ?? newField();
  fields.set(field, counts);
  counts.people++;
  // A masked name stands for several fields, which one event may have together.
  grow(counts.present, Math.min(values.length, of), of);
  for (const [type, count] of countsOf(values, valueTypeOf)) {
    const share = counts.types.get(type) ?? nothing();
    counts.types.set(type, share);
    grow(share, count, values.length);
  }
  grow(counts.outOfRange, values.filter((value) => isOutOfRange(field, value)).length, values.length);
  if (field.endsWith(MASKED)) return;
  for (const [bin, count] of countsOf(values, (value) => (typeof value === 'number' ? binOf(value) : undefined))) {
    counts.bins.set(bin, (counts.bins.get(bin) ?? 0) + count);
  }
}

const newField = (): GrowingField => ({
  present: nothing(),
  types: new Map(),
  outOfRange: nothing(),
  bins: new Map(),
  people: 0,
});

function countsOf<Key>(
  values: readonly JsonValue[],
  keyOf: (value: JsonValue) => Key | undefined,
): ReadonlyMap<Key, number> {
  const counts = new Map<Key, number>();
  for (const value of values) {
    const key = keyOf(value);
    if (key !== undefined) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

/** People without the field are among those that it is a share of. */
function fieldsOf(
  fields: ReadonlyMap<string, GrowingField>,
  { whole, wholeProducts }: NameCounts,
): Readonly<Record<string, FieldCounts>> {
  return Object.fromEntries(
    [...fields]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([field, { present, types, outOfRange, bins, people }]) => {
        const { of, ofSquares } = field.startsWith(PRODUCT) ? wholeProducts : whole;
        const ofField = { of: present.count, ofSquares: present.countSquares };
        const counts: FieldCounts = {
          present: { ...present, of, ofSquares },
          types: Object.fromEntries([...types].map(([type, share]) => [type, { ...share, ...ofField }])),
          outOfRange,
          bins: Object.fromEntries([...bins].sort(([a], [b]) => a - b)),
          people,
        };
        return [field, counts];
      }),
  );
}

/** Events of one person that are there before: by message id, or by name, time and content. */
function repeatsAmong(events: readonly Event[]): ReadonlySet<Event> {
  const repeats = new Set<Event>();
  const ids = new Set<string>();
  const contents = new Set<string>();
  for (const event of events) {
    const content = `${event.type} ${event.name} ${event.clientAtMs} ${stringHash(JSON.stringify(event.properties))}`;
    if (ids.has(event.messageId) || contents.has(content)) repeats.add(event);
    ids.add(event.messageId);
    contents.add(content);
  }
  return repeats;
}
