import type { LoggedDecision } from '../../../shared/domain/logged-decision.ts';
import { DAY_MS } from '../../../shared/domain/time.ts';
import type { DrawnSlate, DrawnSlates } from '../../../shared/ports/drawn-slates.ts';
import type { ObservedScan } from '../snapshot/scan-observer.ts';
import type { DecisionWatcher } from './decision-watcher.ts';

/** By which versions are compared: the newest. */
const MOST_SLATES = 2000;

/**
 * Keeps which slates were drawn and what was clicked in them, of those who may be learnt from, for the night to ask what
 * another version would have made of them. Only where any was drawn.
 */
export function drawnWatcher(drawn: Pick<DrawnSlates, 'write'>): DecisionWatcher {
  let scan: ObservedScan = { snapshotId: '', takenAtMs: 0 };
  let found: LoggedDecision[] = [];
  const newest = () => found.sort(newestFirst).slice(0, MOST_SLATES);
  return {
    start(begun) {
      scan = begun;
      found = [];
    },
    see({ mayLearn, isBot, decisions }) {
      if (!mayLearn || isBot) return;
      found.push(
        ...decisions.filter(
          ({ kind, policy, decidedAtMs }) =>
            kind === 'slate' && policy !== BEST && decidedAtMs <= scan.takenAtMs - CLICKED_BY_MS,
        ),
      );
      if (found.length > 2 * MOST_SLATES) found = newest();
    },
    async finish() {
      if (found.length > 0) await drawn.write(scan.snapshotId, newest().map(drawnSlate));
      found = [];
    },
  };
}

/** Who has not clicked in a day has not clicked. */
const CLICKED_BY_MS = DAY_MS;
/** The policy that draws nothing. */
const BEST = 'best';

const newestFirst = (a: LoggedDecision, b: LoggedDecision): number =>
  b.decidedAtMs - a.decidedAtMs || (a.decisionId < b.decisionId ? -1 : 1);

const drawnSlate = ({ decisionId, decidedAtMs, choices }: LoggedDecision): DrawnSlate => ({
  decisionId,
  decidedAtMs,
  clickedPositions: choices.flatMap(({ isClicked, position }) => (isClicked ? position : [])),
});
