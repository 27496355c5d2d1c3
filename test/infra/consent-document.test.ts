import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CONSENT_SOURCES, PURPOSES } from '../../shared/domain/consent.ts';
import { CONSENT_REGIMES } from '../../shared/privacy/consent.ts';
import { consentTables } from '../support/consent-tables.ts';

const text = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'consent.md'), 'utf8');

describe('docs/consent.md', () => {
  it.each(consentTables())('says what the code says: %s', (table) => {
    expect(text).toContain(`\n${table}\n`);
  });

  it('names every purpose, regime and source', () => {
    const names = [...PURPOSES, ...CONSENT_REGIMES, ...CONSENT_SOURCES];
    expect(names.filter((name) => !text.includes(`\`${name}\``) && !text.includes(`consent=${name}\``))).toEqual([]);
  });
});
