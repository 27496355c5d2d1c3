import { type AccessKey, DEFAULT_SCOPES } from '../../shared/domain/access-key.ts';
import { invalidAt, NotFoundError } from '../../shared/domain/errors.ts';
import { DAY_MS, isoOf } from '../../shared/domain/time.ts';
import type { AccessKeyRegister } from '../../shared/ports/access-keys.ts';
import type { Secrets } from '../../shared/ports/secrets.ts';
import type { Clock } from '../../shared/ports/system.ts';
import type { Command } from './contract.ts';

export interface KeyPorts {
  readonly register: AccessKeyRegister;
  readonly secrets: Secrets;
  readonly clock: Clock;
  /** A new random text that cannot be guessed. */
  readonly randomKey: () => string;
}

type CommandOf<Name extends Command['command']> = Extract<Command, { readonly command: Name }>;

const PREFIX = { write: 'wk_', secret: 'sk_' } as const;
/** Long enough to change every server; a leaked key is revoked instead. */
const OVERLAP_DAYS = 7;
const MAX_OVERLAP_DAYS = 30;

export const runCommand =
  (ports: KeyPorts) =>
  async (command: Command): Promise<unknown> => {
    switch (command.command) {
      case 'add-key':
        return addKey(ports, command);
      case 'rotate-key':
        return rotateKey(ports, command);
      case 'revoke-key':
        return { revoked: await ports.register.revoke(command.key) };
      case 'list-keys':
        return { keys: await ports.register.list() };
      case 'rotate-secret':
        return { name: command.name, epoch: (await ports.secrets.rotate(command.name)).epoch };
    }
  };

async function addKey({ register, randomKey }: KeyPorts, { kind, name, scopes, key }: CommandOf<'add-key'>) {
  if (kind === 'write' && scopes !== undefined) throw invalidAt('/scopes', 'only a secret key has scopes');
  const made = key ?? `${PREFIX[kind]}${randomKey()}`;
  const description: AccessKey = { kind, name, scopes: kind === 'secret' ? (scopes ?? DEFAULT_SCOPES) : [] };
  await register.add(made, description);
  return { key: made, ...description };
}

/** The new key is there before the old one gets its end, so that one of them opens at any time. */
async function rotateKey({ register, clock, randomKey }: KeyPorts, { key, until }: CommandOf<'rotate-key'>) {
  const nowMs = clock.nowMs();
  const endsMs = until === undefined ? nowMs + OVERLAP_DAYS * DAY_MS : Date.parse(until);
  if (endsMs > nowMs + MAX_OVERLAP_DAYS * DAY_MS) {
    throw invalidAt('/until', `want a time within ${MAX_OVERLAP_DAYS} days, got ${until}`);
  }
  const old = await register.find(key);
  if (old === undefined) throw new NotFoundError('no such key');
  const { kind, name, scopes } = old;
  const made = `${PREFIX[kind]}${randomKey()}`;
  await register.add(made, { kind, name, scopes });
  const oldEndsMs = Math.min(endsMs, old.expiresAtMs ?? endsMs); // a rotation lengthens nothing
  await register.expire(key, oldEndsMs);
  return { key: made, kind, name, scopes, oldKeyEndsAt: isoOf(oldEndsMs) };
}
