import { keyedHash, sha256 } from '../../../kernel/hash.ts'
import { type CipherParameters, encrypt, decrypt } from '../../../kernel/authenticated-encryption.ts'

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

/** The key of one signature, 64 hex signs, made from the person's own. It opens no other signature. */
const sealKeyOf = (key: string, signatureId: string): string => keyedHash(key, `encrypt\n${signatureId}`)

/** A key is used once: its nonce may be known. */
const nonceOf = (signatureId: string) => Buffer.from(sha256(signatureId).slice(0, 24), 'hex')

const cipherParametersOf = (key: string, signatureId: string): CipherParameters => ({
  key: Buffer.from(sealKeyOf(key, signatureId), 'hex'),
  nonce: nonceOf(signatureId),
})

export const encryptSigner = (key: string, signatureId: string, part: PersonalPart): string =>
  encrypt(cipherParametersOf(key, signatureId), JSON.stringify(part))

/** Null: the key is gone, or it is not this person's. */
export function openPerson(key: string | null, signatureId: string, sealed: string): PersonalPart | null {
  const text = key === null ? null : decrypt(cipherParametersOf(key, signatureId), sealed)
  return text === null ? null : (JSON.parse(text) as PersonalPart)
}
