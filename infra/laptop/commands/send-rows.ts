import type { FeedRow } from '../catalog-feeds/feed-item.ts';
import type { FrontDoor } from '../front-door.ts';
import type { EventRow } from '../personalize/events.ts';
import { number, type Terminal } from '../terminal.ts';

export interface Outcome {
  readonly accepted: number;
  readonly refusedCount: number;
  /** Where and why, for the first of them. */
  readonly refused: readonly string[];
  /** What else is said of what was taken. */
  readonly told?: string;
}

const REFUSED_SHOWN = 20;

/** Counts what is refused, and keeps the first reasons. */
function refusals() {
  const shown: string[] = [];
  let count = 0;
  return {
    add(reason: string): void {
      count++;
      if (shown.length < REFUSED_SHOWN) shown.push(reason);
    },
    get outcome() {
      return { refusedCount: count, refused: shown };
    },
  };
}

const ITEMS_A_CALL = 500;

/** Sends a catalog's rows, some at a time. */
export async function sendItems(
  door: FrontDoor,
  rows: AsyncIterable<FeedRow>,
  note: (text: string) => void,
): Promise<Outcome> {
  let accepted = 0;
  const refused = refusals();
  let chunk: { readonly line: number; readonly item: unknown }[] = [];
  const send = async () => {
    if (chunk.length === 0) return;
    const answer = (await door.call('POST', '/v1/items:batch', {
      items: chunk.map(({ item }) => item),
    })) as {
      accepted: number;
      rejected: { index: number; errors: { pointer: string; reason: string }[] }[];
    };
    accepted += answer.accepted;
    for (const { index, errors } of answer.rejected) {
      refused.add(
        `line ${chunk[index]?.line}: ${errors.map(({ pointer, reason }) => `${pointer} ${reason}`).join('; ')}`,
      );
    }
    chunk = [];
    note(`${number(accepted)} items`);
  };
  for await (const row of rows) {
    if ('defect' in row) refused.add(`line ${row.line}: ${row.defect}`);
    else chunk.push(row);
    if (chunk.length === ITEMS_A_CALL) await send();
  }
  await send();
  return { accepted, ...refused.outcome };
}

const EVENTS_A_CALL = 1000;

/** Sends events in the order of their rows, some at a time. */
export async function sendEvents(
  door: FrontDoor,
  rows: AsyncIterable<EventRow>,
  note: (text: string) => void,
): Promise<Outcome> {
  let accepted = 0;
  let declined = 0;
  const refused = refusals();
  let chunk: unknown[] = [];
  const send = async () => {
    if (chunk.length === 0) return;
    const receipt = await door.sendEvents('/v1/import', chunk, () => undefined);
    accepted += receipt.accepted;
    declined += receipt.declined;
    for (const defect of receipt.defects) refused.add(defect);
    chunk = [];
    note(`${number(accepted)} events`);
  };
  for await (const row of rows) {
    if ('defect' in row) refused.add(`line ${row.line}: ${row.defect}`);
    else chunk.push(row.event);
    if (chunk.length === EVENTS_A_CALL) await send();
  }
  await send();
  const told =
    declined === 0 ? {} : { told: `, ${number(declined)} declined: of people who were erased, or refused it` };
  return { accepted, ...refused.outcome, ...told };
}

export const toldOutcome = ({ accepted, refusedCount, told = '' }: Outcome): string =>
  `${number(accepted)} taken, ${number(refusedCount)} refused${told}`;

/** The first reasons, and how many more there are. */
export function tellRefused(terminal: Terminal, { refused, refusedCount }: Outcome): void {
  for (const defect of refused) terminal.line(`    ${defect}`);
  if (refusedCount > refused.length) terminal.line(`    … and ${number(refusedCount - refused.length)} more`);
}
