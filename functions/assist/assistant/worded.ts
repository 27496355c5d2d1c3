import { faithful } from '../../../shared/dialogue/wording/faithful.ts';
import { writingInstruction } from '../../../shared/dialogue/wording/instruction.ts';
import { masked } from '../../../shared/dialogue/wording/masked.ts';
import type { Log } from '../../../shared/ports/system.ts';
import type { Writer } from '../../../shared/ports/writer.ts';
import type { Draft } from './draft.ts';

export interface WordingPorts {
  /** Undefined: answers stand as they are drafted. */
  readonly writer: Writer | undefined;
  readonly log: Log;
}

export interface Worded {
  readonly text: string;
  readonly wordedBy: string;
}

export const DETERMINISTIC = 'deterministic';

/**
 * The draft in the writer’s words, if it is given in time and says what the draft says; else as it was drafted. The writer
 * is shown marks in the place of facts, so nothing of the person leaves, and nothing that it makes up comes in.
 */
export async function worded(
  { text, named, language, outcome }: Draft,
  { writer, log }: WordingPorts,
): Promise<Worded> {
  const asDrafted = { text, wordedBy: DETERMINISTIC };
  if (writer === undefined || outcome === 'failed') return asDrafted;
  const draft = masked(text, named);
  try {
    const words = faithful(await writer.word({ instruction: writingInstruction(language), text: draft.text }), draft);
    if (words !== undefined) return { text: words, wordedBy: writer.name };
    log.warn('words of the writer refused: they say something else', { writer: writer.name });
  } catch (error) {
    const failure = error instanceof Error ? error.name : 'unknown';
    log.warn('the writer did not answer', { writer: writer.name, failure });
  }
  return asDrafted;
}
