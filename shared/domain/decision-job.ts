/** Decisions for many people at once, made one after another while nobody waits. */
export interface DecisionJob {
  readonly jobId: string;
  readonly createdAtMs: number;
  /** What each person is decided for with, but for who they are. */
  readonly request: Readonly<Record<string, unknown>>;
  readonly kind: 'action' | 'slate';
  /** Whom it is for, where that is a segment; absent: a list of people. */
  readonly segmentId?: string;
  readonly status: 'queued' | 'running' | 'done' | 'failed';
  /** How many people it is for; absent: nobody has looked yet. */
  readonly people?: number;
  /** Parts of the result that are there. */
  readonly parts: number;
  /** Why it failed. */
  readonly error?: string;
}

/** People of a part. */
export const PART_PEOPLE = 500;

/** People whose decisions are there. */
export const peopleDone = ({ parts, people = 0 }: DecisionJob): number => Math.min(people, parts * PART_PEOPLE);
