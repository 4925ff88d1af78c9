import { createCipheriv, createDecipheriv } from 'node:crypto'

const ALGORITHM = 'aes-256-gcm'
const TAG_BYTES = 16

/** `key` of 32 bytes, `nonce` of 12, never the same pair for two texts. Decryption requires the same `associatedData`. */
export type CipherParameters = { key: Buffer; nonce: Buffer; associatedData?: string }

/** Encrypts a text. Returns the tag and the ciphertext in base64url. */
export function encrypt({ key, nonce, associatedData = '' }: CipherParameters, text: string): string {
  const cipher = createCipheriv(ALGORITHM, key, nonce).setAAD(Buffer.from(associatedData))
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([cipher.getAuthTag(), sealed]).toString('base64url')
}

/** Decrypts and verifies. Null: encrypted under another key, nonce or associated data, or modified. */
export function decrypt({ key, nonce, associatedData = '' }: CipherParameters, sealed: string): string | null {
  const bytes = Buffer.from(sealed, 'base64url')
  try {
    const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES }).setAAD(
      Buffer.from(associatedData),
    )
    decipher.setAuthTag(bytes.subarray(0, TAG_BYTES))
    return Buffer.concat([decipher.update(bytes.subarray(TAG_BYTES)), decipher.final()]).toString('utf8')
  } catch {
    return null
  }
}
