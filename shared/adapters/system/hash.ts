import { createHash } from 'node:crypto';
import type { Hash } from '../../ports/system.ts';

export const sha256Hash: Hash = {
  sha256(...parts) {
    const hash = createHash('sha256');
    for (const part of parts) {
      const bytes = typeof part === 'string' ? Buffer.from(part, 'utf8') : part;
      hash.update(`${bytes.length}:`).update(bytes);
    }
    return hash.digest('hex');
  },
};

/** SHA-256 of a text's UTF-8 bytes and nothing else, in hex: as others make it of the same text. */
export const sha256OfText = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');
