import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { type DecisionRecord, parseDecisionRecord } from '../../domain/decision-record.ts';

/** The quickest, with tables for texts of some KB: larger ones take longer to make than to use. */
const QUICK = { level: 1, windowBits: 13, memLevel: 6 } as const;

/** A record in the store: deflated JSON, about a third of it. */
export const deflatedJson = (value: unknown): Uint8Array => deflateRawSync(JSON.stringify(value), QUICK);
export const inflatedJson = (bytes: unknown): unknown =>
  JSON.parse(inflateRawSync(bytes as Uint8Array).toString('utf8'));

export const encodeDecisionRecord = (record: DecisionRecord): Uint8Array => deflatedJson(record);
export const decodeDecisionRecord = (bytes: unknown): DecisionRecord => parseDecisionRecord(inflatedJson(bytes));
