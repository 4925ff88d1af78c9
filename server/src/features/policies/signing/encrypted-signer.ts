import { keyedHash, sha256 } from '../../../kernel/hash.ts'
import { type CipherParameters, encrypt, decrypt } from '../../../kernel/authenticated-encryption.ts'

/** The part of a signature that identifies the signer. It can be decrypted only with the signer's key. */
export type SignerDetails = {
  userid: string
  name: string
  department: readonly string[]
  typedName: string | null
  session: string
  net: string
  client: string
}

/** Derives the key of one signature, 64 hex characters, from the signer's key. It decrypts no other signature. */
export const signatureKeyOf = (key: string, signatureId: string): string => keyedHash(key, `seal\n${signatureId}`)

/** Derives the nonce from the signature's id. It may be public, since each key encrypts one text only. */
const nonceOf = (signatureId: string) => Buffer.from(sha256(signatureId).slice(0, 24), 'hex')

const cipherParametersOf = (key: string, signatureId: string): CipherParameters => ({
  key: Buffer.from(signatureKeyOf(key, signatureId), 'hex'),
  nonce: nonceOf(signatureId),
})

/** Encrypts the signer of a signature with the key of that signature. */
export const encryptSigner = (key: string, signatureId: string, details: SignerDetails): string =>
  encrypt(cipherParametersOf(key, signatureId), JSON.stringify(details))

/** Decrypts the signer of a signature; null when the key was destroyed or is another signer's. */
export function decryptSigner(key: string | null, signatureId: string, sealed: string): SignerDetails | null {
  const text = key === null ? null : decrypt(cipherParametersOf(key, signatureId), sealed)
  return text === null ? null : (JSON.parse(text) as SignerDetails)
}
