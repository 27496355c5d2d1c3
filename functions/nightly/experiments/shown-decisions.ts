import type { Event } from '../../../shared/domain/event.ts';
import { interactionsOf } from '../../../shared/domain/interaction.ts';
import { SESSION_GAP_MS } from '../../../shared/domain/time.ts';
import type { DecisionLine } from '../../../shared/ports/decisions.ts';

/** A decision that an experiment counts. */
export interface ShownDecision {
  readonly owner: string;
  readonly atMs: number;
  /** Places of the experiments. */
  readonly experiments: readonly number[];
  /** One of its items was clicked, or looked at, within half an hour. */
  isClicked: boolean;
}

/** Partitions whose events may still come: the scan reads a few at a time, and their decisions come first. */
const MOST_WAITING = 64;

type Waiting = readonly { readonly shown: ShownDecision; readonly itemIds: ReadonlySet<string> }[];

/** Decisions, and which of them were clicked by the events of the same partition. */
export function shownDecisions() {
  const all: ShownDecision[] = [];
  const waiting = new Map<string, Waiting>();
  return {
    all: (): readonly ShownDecision[] => all,
    add(partition: string, owner: string, line: DecisionLine, experiments: readonly number[]): void {
      const shown = { owner, atMs: Date.parse(line.decidedAt), experiments, isClicked: false };
      all.push(shown);
      const before = waiting.get(partition) ?? [];
      waiting.set(partition, [...before, { shown, itemIds: new Set(line.itemIds) }]);
      if (waiting.size > MOST_WAITING) waiting.delete(waiting.keys().next().value ?? '');
    },
    click(partition: string, events: readonly Event[]): void {
      const open = waiting.get(partition);
      if (open === undefined) return;
      for (const event of events) {
        for (const { itemId, kind, atMs } of interactionsOf(event)) {
          if (kind !== 'click' && kind !== 'view') continue;
          for (const { shown, itemIds } of open) {
            const afterMs = atMs - shown.atMs;
            if (afterMs >= 0 && afterMs < SESSION_GAP_MS && itemIds.has(itemId)) shown.isClicked = true;
          }
        }
      }
    },
  };
}
