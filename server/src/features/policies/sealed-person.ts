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

/**
 * The key of one signature, 64 hex signs: made from the person's own, and going out with an exported file, which opens
 * what was sealed and so proves the name in it. It opens no other signature.
 */
export const sealKeyOf = (key: string, signatureId: string): string => keyedHash(key, `seal\n${signatureId}`)

/** A key is used once: its nonce may be known. The exported file computes it too. */
const nonceOf = (signatureId: string) => Buffer.from(sha256(signatureId).slice(0, 24), 'hex')

export function sealPerson(key: string, signatureId: string, part: PersonalPart): string {
  const cipher = createCipheriv(ALGORITHM, Buffer.from(sealKeyOf(key, signatureId), 'hex'), nonceOf(signatureId))
  const text = Buffer.concat([cipher.update(JSON.stringify(part), 'utf8'), cipher.final()])
  return Buffer.concat([cipher.getAuthTag(), text]).toString('base64url')
}

/** Null: the key is gone, or it is not this person's. */
export function openPerson(key: string | null, signatureId: string, sealed: string): PersonalPart | null {
  if (key === null) return null
  const bytes = Buffer.from(sealed, 'base64url')
  const secret = Buffer.from(sealKeyOf(key, signatureId), 'hex')
  const decipher = createDecipheriv(ALGORITHM, secret, nonceOf(signatureId))
  try {
    decipher.setAuthTag(bytes.subarray(0, TAG_BYTES))
    const text = Buffer.concat([decipher.update(bytes.subarray(TAG_BYTES)), decipher.final()])
    return JSON.parse(text.toString('utf8')) as PersonalPart
  } catch {
    return null
  }
}
