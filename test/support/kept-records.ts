import type { DecisionRecord } from '../../shared/domain/decision-record.ts';
import type { DecisionReader, DecisionWriter } from '../../shared/ports/decisions.ts';
import { silentLog } from './system-ports.ts';

/** Keeps records in memory; `kept` has them in their order. */
export function keptRecords() {
  const kept: DecisionRecord[] = [];
  const writer: DecisionWriter = { append: async (record) => void kept.push(record) };
  const reader: DecisionReader = {
    get: async (decisionId) => kept.find((record) => record.decisionId === decisionId),
    listOf: async () => ({ decisions: [] }),
  };
  return { kept, reader, records: { writer, log: silentLog } };
}
