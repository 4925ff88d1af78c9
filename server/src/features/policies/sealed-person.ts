import { createCipheriv, createDecipheriv } from 'node:crypto'
import { keyedHash, sha256 } from '../../kernel/hash.ts'

/** What a signature says about the person who gave it; readable only with that person's key. */
export type PersonalPart = {
  userid: string
  name: string
  department: readonly string[]
  typedName: string | null
  session: string
  net: string
  client: string
}

const ALGORITHM = 'aes-256-gcm'
const TAG_BYTES = 16

/** One key and one nonce for every signature: both come from the person's key and from what is signed. */
const secretsOf = (key: string, signatureId: string) => ({
  secret: Buffer.from(sha256(key), 'hex'),
  nonce: Buffer.from(keyedHash(key, signatureId).slice(0, 24), 'hex'),
})

export function sealPerson(key: string, signatureId: string, part: PersonalPart): string {
  const { secret, nonce } = secretsOf(key, signatureId)
  const cipher = createCipheriv(ALGORITHM, secret, nonce)
  const text = Buffer.concat([cipher.update(JSON.stringify(part), 'utf8'), cipher.final()])
  return Buffer.concat([cipher.getAuthTag(), text]).toString('base64url')
}

/** Null: the key is gone, or it is not this person's. */
export function openPerson(key: string | null, signatureId: string, sealed: string): PersonalPart | null {
  if (key === null) return null
  const { secret, nonce } = secretsOf(key, signatureId)
  const bytes = Buffer.from(sealed, 'base64url')
  const decipher = createDecipheriv(ALGORITHM, secret, nonce).setAuthTag(bytes.subarray(0, TAG_BYTES))
  try {
    const text = Buffer.concat([decipher.update(bytes.subarray(TAG_BYTES)), decipher.final()])
    return JSON.parse(text.toString('utf8')) as PersonalPart
  } catch {
    return null
  }
}
