/** A slate that was drawn with known probabilities, and in which whoever wanted to click has clicked. */
export interface DrawnSlate {
  /** Of its record. */
  readonly decisionId: string;
  readonly decidedAtMs: number;
  /** 1-based. */
  readonly clickedPositions: readonly number[];
}

/** Slates by which a night compares versions, beside its snapshot and for as long. */
export interface DrawnSlates {
  write(snapshotId: string, slates: readonly DrawnSlate[]): Promise<void>;
  /** None where none were written. */
  read(snapshotId: string): Promise<readonly DrawnSlate[]>;
}
