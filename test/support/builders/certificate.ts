import { ed25519Signer } from '../../../shared/adapters/system/ed25519.ts';
import type { JsonObject } from '../../../shared/domain/event.ts';
import {
  type CertificateContent,
  signedText,
  storeOutcomes,
  unsignedCertificate,
  whatIsKept,
} from '../../../shared/privacy/certificate.ts';

const nothingLeft = { removed: 3, left: 0 };

/** What a certificate says of an erasure after which nothing was left, unless said otherwise. */
export const certificateContent = (fields: Partial<CertificateContent> = {}): CertificateContent => ({
  requestId: '0199c0de-0000-7000-8000-000000000001',
  subjects: ['x1xFQ3aVdqqbVdg0MTg4QgMzV2iGy1vqFi0JQhL4S0g'],
  requestedAt: '2026-11-20T10:00:00.000Z',
  erasedAt: '2026-11-20T10:00:01.000Z',
  completedAt: '2026-11-21T01:40:00.000Z',
  stores: storeOutcomes({
    people: nothingLeft,
    quarantine: nothingLeft,
    snapshots: nothingLeft,
    models: nothingLeft,
  }),
  models: { before: ['aaaa000011112222'], after: 'bbbb000011112222' },
  snapshotId: '0199c0de-0000-7000-8000-000000000002',
  snapshotTakenAt: '2026-11-21T01:30:00.000Z',
  kept: whatIsKept(1),
  ...fields,
});

/** The same, signed with the key of this seed. */
export async function certificateOf(content: CertificateContent, seed = 7): Promise<JsonObject> {
  const signer = ed25519Signer(async () => new Uint8Array(32).fill(seed));
  const { publicKey, signature } = await signer.sign((key) => signedText(unsignedCertificate(content, key)));
  return { ...unsignedCertificate(content, publicKey), signature };
}
