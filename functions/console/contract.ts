import * as z from 'zod';
import { check } from '../../shared/domain/check.ts';

const key = z.string().min(8, 'a key has at least 8 characters').max(200);

/** What an operator may order. The function has no route: only who may invoke it by IAM gets here. */
const commandSchema = z.discriminatedUnion('command', [
  z.strictObject({
    command: z.literal('add-key'),
    kind: z.enum(['write', 'secret']),
    name: z.string().min(1).max(100),
    /** Made here when absent, and shown this once. */
    key: key.optional(),
  }),
  z.strictObject({ command: z.literal('revoke-key'), key }),
  z.strictObject({ command: z.literal('list-keys') }),
]);
export type Command = z.infer<typeof commandSchema>;

/** @throws InvalidInputError naming each wrong field. */
export const parseCommand = (value: unknown): Command => check(commandSchema, value);
