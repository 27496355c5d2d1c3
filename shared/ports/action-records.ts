import type { ActionRecord } from '../domain/action-record.ts';

/** Records of which action was chosen for whom, each for a while. */
export interface ActionRecords {
  /**
   * Keeps a record, and lists it under the person that it was made for; when it resolves, it is durable. Of records of one
   * decision key the first is kept, however many come at once.
   * @returns the one that is kept.
   * @throws UnavailableError when it could not be stored.
   */
  keep(record: ActionRecord): Promise<ActionRecord>;
  /** Undefined for an id that was never given, and for one whose time is over. */
  find(decisionId: string): Promise<KeptAction | undefined>;
  /**
   * Notes that the shop carried the decision out.
   * @returns when that was said first, and whether this was it; undefined: as of `find`.
   */
  noteActivation(decisionId: string, atMs: number): Promise<Noted | undefined>;
  /**
   * Notes what the decision earned, as of then; what was said as of later stands.
   * @returns what counted before this, if anything did, or that this says nothing new; undefined: as of `find`.
   */
  noteReward(decisionId: string, reward: RewardNote): Promise<{ readonly before?: number } | 'known' | undefined>;
}

export interface KeptAction {
  readonly record: ActionRecord;
  readonly activatedAtMs?: number;
  readonly reward?: RewardNote;
}

export interface Noted {
  readonly atMs: number;
  readonly isFirst: boolean;
}

export interface RewardNote {
  /** In the unit of the point's reward. */
  readonly value: number;
  readonly atMs: number;
}
