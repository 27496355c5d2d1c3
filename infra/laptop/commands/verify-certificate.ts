import { existsSync, readFileSync } from 'node:fs';
import { defineCommand } from 'citty';
import { type CertificateContent, certificateDefects } from '../../../shared/privacy/certificate.ts';
import type { Terminal } from '../terminal.ts';
import { verifyEd25519 } from '../verify-ed25519.ts';
import { absolute, jsonOption, printJson, telling, terminalFor } from './options.ts';

export default defineCommand({
  meta: {
    name: 'verify-certificate',
    description: 'Check offline what a certificate of erasure says: its signature, and that nothing was left',
  },
  args: {
    file: { type: 'positional', description: 'The certificate, or the answer that bears it', required: true },
    key: {
      type: 'string',
      description:
        'The deployment’s public key in base64url, or a file of GET /v1/privacy/keys; else the certificate’s own',
      valueHint: 'KEY',
    },
    ...jsonOption,
  },
  run: ({ args }) =>
    telling(async () => {
      const terminal = terminalFor(args.json);
      const certificate = certificateIn(readJson(absolute(args.file)));
      const defects = certificateDefects(certificate, verifyEd25519, args.key ? knownKeys(args.key) : undefined);
      if (args.json) printJson({ holds: defects.length === 0, defects });
      if (defects.length > 0) throw new Error(`the certificate proves nothing: ${defects.join('; ')}`);
      sayCertificate(terminal, certificate as CertificateContent, args.key !== undefined);
    }),
});

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new Error(`${path} is no JSON file that can be read`, { cause });
  }
}

/** GET /v1/privacy/requests/{id} gives it within its answer. */
const certificateIn = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'certificate' in value ? value.certificate : value;

function knownKeys(keyOrFile: string): readonly string[] {
  if (!existsSync(absolute(keyOrFile))) return [keyOrFile];
  const { keys } = readJson(absolute(keyOrFile)) as { readonly keys?: readonly { readonly publicKey: string }[] };
  if (!Array.isArray(keys)) throw new Error(`${keyOrFile}: want the answer of GET /v1/privacy/keys`);
  return keys.map(({ publicKey }) => publicKey);
}

function sayCertificate(terminal: Terminal, certificate: CertificateContent, isKeyKnown: boolean): void {
  const { requestId, requestedAt, erasedAt, completedAt, stores, models, kept } = certificate;
  terminal.heading(`The certificate holds: request ${requestId}`);
  terminal.line(`  asked       ${requestedAt}`);
  terminal.line(`  unreadable  since ${erasedAt}`);
  terminal.line(`  gone        since ${completedAt}`);
  for (const { store, done, removed, left } of stores)
    terminal.line(`  ${store.padEnd(12)}${removed} removed, ${left} left: ${done}`);
  terminal.line(`  model       ${models.after ?? 'none'} is served; removed: ${models.before.join(', ') || 'none'}`);
  for (const what of kept) terminal.line(`  kept        ${what}`);
  terminal.line(
    isKeyKnown
      ? '  signed with the key that you named'
      : '  signed with the key that it names; --key compares it with one that you know',
  );
}
