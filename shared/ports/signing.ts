/** Texts in base64url, without padding. */
export interface Signed {
  readonly publicKey: string;
  readonly signature: string;
}

/** Signs with the deployment's newest key (Ed25519), so that anybody can check offline what it said. */
export interface Signer {
  /** @param textOf - what to sign, which may name the public half of the key that signs it. */
  sign(textOf: (publicKey: string) => string): Promise<Signed>;
}
