import { describe, expect, it } from 'vitest';
import type { Event } from '../../../../shared/domain/event.ts';
import { EVENT_FIELDS } from '../../../../shared/privacy/processing/event.ts';
import { DATA_CATEGORIES, type FieldRecord, KEPT } from '../../../../shared/privacy/processing/field-record.ts';
import { linesOf, STORED, unrecorded, unrecordedObject } from '../../../../shared/privacy/processing/lines.ts';
import { PURPOSE_RECORDS } from '../../../../shared/privacy/processing/purposes.ts';
import { anEvent } from '../../../support/events.ts';

const row = { pk: 'U#u1', sk: 'E#1#m1', body: JSON.stringify(anEvent()), expiresAt: 1 };

describe('a line of the record', () => {
  it('does not compile without a purpose, without words, or without an end', () => {
    // @ts-expect-error no purpose
    const aimless: FieldRecord = { purposes: [], why: 'to have it', category: 'trait', kept: 'history' };
    // @ts-expect-error a purpose that nobody can grant
    const unheard: FieldRecord = { purposes: ['resale'], why: 'to sell it', category: 'trait', kept: 'history' };
    // @ts-expect-error no words
    const unexplained: FieldRecord = { purposes: ['analytics'], category: 'trait', kept: 'history' };
    // @ts-expect-error no end
    const endless: FieldRecord = { purposes: ['analytics'], why: 'to know', category: 'trait' };
    expect([aimless, unheard, unexplained, endless]).toHaveLength(4);
  });

  it('is asked for by the type of what is stored: a new field of an event does not compile without', () => {
    // @ts-expect-error shoeSize has no line
    EVENT_FIELDS satisfies Record<keyof (Event & { readonly shoeSize: number }), FieldRecord>;
    const { userId: _, ...others } = EVENT_FIELDS;
    // @ts-expect-error userId has no line
    others satisfies Record<keyof Event, FieldRecord>;
    expect(Object.keys(others)).not.toContain('userId');
  });

  it('says what for, why, what it is and how long, of every field', () => {
    const lines = STORED.flatMap((stored) => linesOf(stored).map((line) => ({ stored: stored.name, ...line })));
    const flawed = lines.filter(
      ({ purposes, why, category, kept }) =>
        purposes.length === 0 ||
        purposes.some((purpose) => !Object.hasOwn(PURPOSE_RECORDS, purpose)) ||
        why.length < 10 ||
        !DATA_CATEGORIES.includes(category) ||
        !Object.hasOwn(KEPT, kept),
    );
    expect(flawed).toEqual([]);
    expect(lines.length).toBeGreaterThan(60);
  });
});

describe('what is stored', () => {
  it('is known down to the fields of an event', () => {
    expect(unrecorded('people', row)).toEqual([]);
  });

  it('is found when an attribute of a row, a field in its text or a statement of a person has no line', () => {
    expect(unrecorded('people', { ...row, shoeSize: 43 })).toEqual([
      'people, event: the field shoeSize has no line in shared/privacy/processing',
    ]);
    const body = JSON.stringify({ ...anEvent(), shoeSize: 43 });
    expect(unrecorded('people', { ...row, body })).toEqual([
      'people, event: the field body/shoeSize has no line in shared/privacy/processing',
    ]);
    const said = { consent: { research: { granted: true, atMs: 1, source: 'api', address: '…' } } };
    expect(unrecorded('people', { pk: 'A#d', sk: 'PROFILE', revision: 1, body: JSON.stringify(said) })).toEqual([
      'people, record of a person: the field body/consent/*/address has no line in shared/privacy/processing',
    ]);
  });

  it('is found when its sort has no line, without naming the person', () => {
    expect(unrecorded('people', { pk: 'U#mara@example.org', sk: 'SHOES#43' })).toEqual([
      'people: rows with keys like U#… / SHOES#… have no line in ROWS of shared/privacy/processing/stored.ts',
    ]);
    expect(unrecordedObject('models', 'people/mara.json', [])).toEqual([
      'models: objects like people/… have no line in OBJECTS of shared/privacy/processing/stored.ts',
    ]);
    expect(unrecordedObject('models', 'models/recommender/v1/faces.bin', ['faces.bin'])).toEqual([
      'models, version of a model: faces.bin has no line in shared/privacy/processing',
    ]);
  });

  it('is not taken for recorded because every object has such a name', () => {
    expect(unrecorded('people', { ...row, constructor: 1 })).toHaveLength(1);
  });
});
