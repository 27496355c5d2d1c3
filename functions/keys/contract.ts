import * as z from 'zod';
import { SCOPES } from '../../shared/domain/access-key.ts';
import { check } from '../../shared/domain/check.ts';

const key = z.string().min(8, 'a key has at least 8 characters').max(200);

/** What an operator may order. The function has no route: only who may invoke it by IAM gets here. */
const commandSchema = z.discriminatedUnion('command', [
  z.strictObject({
    command: z.literal('add-key'),
    kind: z.enum(['write', 'secret']),
    name: z.string().min(1).max(100),
    /** Of a secret key; all but operate when absent. */
    scopes: z.array(z.enum(SCOPES)).min(1).optional(),
    /** Made here when absent, and shown this once. */
    key: key.optional(),
  }),
  z.strictObject({
    command: z.literal('rotate-key'),
    key,
    /** How long the old key goes on; a week when absent. */
    until: z.iso.datetime({ offset: true }).optional(),
  }),
  z.strictObject({ command: z.literal('revoke-key'), key }),
  z.strictObject({ command: z.literal('list-keys') }),
  /**
   * shopper: what the secret before signed stays valid until it expires. pseudonym: the next snapshot names people anew.
   * The others stay: what they have made is looked up by them for good.
   */
  z.strictObject({ command: z.literal('rotate-secret'), name: z.enum(['shopper', 'pseudonym']) }),
]);
export type Command = z.infer<typeof commandSchema>;

/** @throws InvalidInputError naming each wrong field. */
export const parseCommand = (value: unknown): Command => check(commandSchema, value);
