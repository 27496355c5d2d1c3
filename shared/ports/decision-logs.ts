import type { LoggedDecision } from '../domain/logged-decision.ts';
import type { PersonKey } from '../domain/person-key.ts';

/** A decision that may be learnt from; its id is a pseudonym that tells the person's decisions of a moment apart. */
export interface LearnableDecision extends LoggedDecision {
  readonly personKey: PersonKey;
}

/** What is in the log of a night; without it there is no log. */
export interface DecisionLogManifest {
  /** Parts are numbered from 0. */
  readonly parts: number;
  readonly decisions: number;
  readonly choices: number;
  readonly rewardWindowHours: number;
  readonly takenAtMs: number;
}

/** The log of a night's snapshot; it goes with it. */
export interface DecisionLogWriter {
  write(snapshotId: string, part: number, decisions: readonly LearnableDecision[]): Promise<void>;
  /** After the parts. */
  writeManifest(snapshotId: string, manifest: DecisionLogManifest): Promise<void>;
}

export interface DecisionLogReader {
  /** Undefined where the night has written no log, or it is gone. */
  manifest(snapshotId: string): Promise<DecisionLogManifest | undefined>;
  /** @throws NotFoundError when there is no such part. */
  read(snapshotId: string, part: number): Promise<readonly LearnableDecision[]>;
}

/** A row of a log: one choice of one decision, those of a decision one after another. Columns of the files, by name. */
export interface DecisionLogRow {
  readonly personKey: string;
  readonly decision: string;
  readonly decidedAtMs: number;
  readonly point: string;
  readonly kind: string;
  readonly policy: string;
  /** JSON: by experiment, the variant. */
  readonly variants: string;
  /** JSON: numbers; "" where there are none. */
  readonly features: string;
  /** NaN where nothing was said. */
  readonly reward: number;
  /** 1: nothing more can come of the decision. */
  readonly isClosed: number;
  readonly choice: string;
  /** 1-based. */
  readonly position: number;
  readonly propensity: number;
  /** 1, 0, or −1 where it is not known. */
  readonly isSeen: number;
  readonly isClicked: number;
  readonly isCarted: number;
  readonly units: number;
  readonly revenueMinor: number;
  /** "" where nothing was paid. */
  readonly currency: string;
}
