import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { type DecisionRecord, parseDecisionRecord } from '../../domain/decision-record.ts';

/** A record in the store: JSON, deflated at the quickest level, which leaves about a third of it. */
export const encodeDecisionRecord = (record: DecisionRecord): Uint8Array =>
  deflateRawSync(JSON.stringify(record), { level: 1 });

export const decodeDecisionRecord = (bytes: unknown): DecisionRecord =>
  parseDecisionRecord(JSON.parse(inflateRawSync(bytes as Uint8Array).toString('utf8')));
