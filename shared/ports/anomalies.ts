import type { AnomalyBook } from '../domain/anomaly.ts';

/** What the nights found of numbers that break with their past, and what they go on from. */
export interface Anomalies {
  /** undefined: no night has looked yet. */
  read(): Promise<AnomalyBook | undefined>;
  write(book: AnomalyBook): Promise<void>;
}
