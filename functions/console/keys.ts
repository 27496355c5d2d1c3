import type { AccessKeyRegister } from '../../shared/ports/access-keys.ts';
import type { Command } from './contract.ts';

export interface KeyPorts {
  readonly register: AccessKeyRegister;
  /** A new random text that cannot be guessed. */
  readonly randomKey: () => string;
}

const PREFIX = { write: 'wk_', secret: 'sk_' } as const;

export const runCommand =
  ({ register, randomKey }: KeyPorts) =>
  async (command: Command): Promise<unknown> => {
    switch (command.command) {
      case 'add-key': {
        const key = command.key ?? `${PREFIX[command.kind]}${randomKey()}`;
        await register.add(key, { kind: command.kind, name: command.name });
        return { key, kind: command.kind, name: command.name };
      }
      case 'revoke-key':
        return { revoked: await register.revoke(command.key) };
      case 'list-keys':
        return { keys: await register.list() };
    }
  };
