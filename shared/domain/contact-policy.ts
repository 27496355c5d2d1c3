import * as z from 'zod';
import { currencySchema } from './item.ts';
import { CHANNELS } from './message.ts';
import { DAY_MS, HOUR_MS } from './time.ts';
import { isTimeZone } from './time-zone.ts';

/** How often and when people may be told something: one for all channels and campaigns of a shop. */
export type ContactPolicy = z.infer<typeof contactPolicySchema>;
/** A shop has one. */
export const CONTACT_POLICY_ID = 'policy';
/** So many messages at most within any time of that length. */
export type ContactWindow = ContactPolicy['windows'][number];

/** Claims are kept as long as the longest window. */
const MOST_HOURS = 90 * 24;
const MOST_MESSAGES = 100;
const MOST_WINDOWS = 20;
const MOST_MINOR = 1_000_000;

const wallTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'want a time of the day from 00:00 to 23:59');
const timeZone = z.string().max(64).refine(isTimeZone, 'want a time zone of the IANA database, such as Europe/Berlin');

export const contactPolicySchema = z.strictObject({
  /** Of people whose own is not known. */
  timeZone,
  /** From then until then, by the person’s clock, nothing is sent; over midnight where `to` is before `from`. */
  quietHours: z
    .strictObject({ from: wallTime, to: wallTime })
    .refine(({ from, to }) => from !== to, 'want two different times')
    .optional(),
  windows: z
    .array(
      z
        .strictObject({
          /** Absent: over all channels. */
          channel: z.enum(CHANNELS).optional(),
          atMost: z.int().min(0).max(MOST_MESSAGES),
          hours: z.int().min(1).max(MOST_HOURS).optional(),
          days: z
            .int()
            .min(1)
            .max(MOST_HOURS / 24)
            .optional(),
        })
        .refine(({ hours, days }) => (hours === undefined) !== (days === undefined), 'want either hours or days'),
    )
    .max(MOST_WINDOWS),
  /** Who ignored so many messages in a row waits so long for the next, and twice as long for each one more. */
  fatigue: z
    .strictObject({ ignoredInARow: z.int().min(1).max(MOST_MESSAGES), gapHours: z.int().min(1).max(MOST_HOURS) })
    .optional(),
  /**
   * What a message costs the shop, by channel: in minor units of the currency, and parts of one. Absent: not known. Nothing
   * is decided by it; it counts against what experiments earn.
   */
  costs: z
    .strictObject({
      currency: currencySchema,
      minorPerMessage: z.partialRecord(z.enum(CHANNELS), z.number().min(0).max(MOST_MINOR)),
    })
    .optional(),
});

/** What counts until the shop sets its own: cautious, as a message too many is not taken back. */
export const FIRST_CONTACT_POLICY: ContactPolicy = {
  timeZone: 'UTC',
  quietHours: { from: '21:00', to: '08:00' },
  windows: [
    { atMost: 1, hours: 24 },
    { atMost: 3, days: 7 },
  ],
  fatigue: { ignoredInARow: 5, gapHours: 72 },
};

/** How long a window is, in ms. */
export const windowMs = ({ hours = 0, days = 0 }: Pick<ContactWindow, 'hours' | 'days'>): number =>
  hours * HOUR_MS + days * DAY_MS;
