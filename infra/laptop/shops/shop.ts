import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EventPath, FrontDoor } from '../front-door.ts';
import type { TaskProgress } from '../terminal.ts';

/** A shop to fill the laptop with. */
export interface Shop {
  /** Tells one shop from another. */
  readonly id: string;
  readonly title: string;
  /** In the form of POST /v1/items:batch; empty for a shop that is known by its events only. */
  readonly items: readonly { readonly itemId: string }[];
  readonly eventPath: EventPath;
  /** As Segment's clients send them, oldest first. */
  events(): readonly object[];
  /** A few people to show. */
  shoppers(): readonly ShownShopper[];
  /** Measures the served answers against purchases that were held back. */
  evaluate?(door: FrontDoor, progress: TaskProgress): Promise<HeldOutResult>;
}

export interface ShownShopper {
  readonly userId: string;
  readonly name: string;
  /** What is known of the person, in words. */
  readonly about: string;
  readonly market?: string;
}

export interface HeldOutResult {
  readonly people: number;
  readonly model: Readonly<Record<string, number | null>>;
  readonly popularity: Readonly<Record<string, number | null>>;
}

export interface Filled {
  readonly events: number;
  readonly eventsPerSecond: number;
}

const fileOf = (directory: string): string => join(directory, 'filled.json');

/** What was sent, if this shop is in the stores already. @throws Error when another one is. */
export function isFilledWith(directory: string, shop: Shop): Filled | undefined {
  if (!existsSync(fileOf(directory))) return undefined;
  const { id, ...filled } = JSON.parse(readFileSync(fileOf(directory), 'utf8')) as Filled & { id: string };
  if (id !== shop.id) throw new Error(`the laptop holds another shop (${id}); start with --fresh to replace it`);
  return filled;
}

export const markFilled = (directory: string, shop: Shop, filled: Filled): void =>
  writeFileSync(fileOf(directory), JSON.stringify({ id: shop.id, ...filled }));
