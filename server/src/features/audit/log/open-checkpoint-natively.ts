import { createPublicKey, verify } from 'node:crypto'
import { type OpenedCheckpoint, openCheckpoint } from '@desk/shared/evidence/checkpoint'
import type { VerifierKey, VerifySignature } from '@desk/shared/evidence/signed-note'

const verifyNatively: VerifySignature = (signature, message, key) => {
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(key).toString('base64url') }
  return verify(null, message, createPublicKey({ key: jwk, format: 'jwk' }), signature)
}

/** Verifies a checkpoint with OpenSSL, in a tenth of the time that the verifier for browsers takes. */
export const openCheckpointNatively = (note: string, key: VerifierKey): OpenedCheckpoint =>
  openCheckpoint(note, key, verifyNatively)
