import { hkdfSync, randomBytes } from 'node:crypto'
import { decrypt, encrypt } from '../../kernel/authenticated-encryption.ts'

const NONCE_BYTES = 12
const PREFIX = 'v1.'

export type SecretCipher<Name extends string = string> = {
  seal(name: Name, value: string): string
  /** Null: not encrypted by this app, or under a secret that is no longer configured. */
  open(name: Name, stored: string): string | null
}

/**
 * Encrypts WeCom's tokens in the database with a key derived from a session secret, so that a copy of the database does
 * not contain them. The first of `sessionSecrets` encrypts, each decrypts, so that the secret can be rotated while
 * several instances run.
 */
export function createSecretCipher(sessionSecrets: readonly [string, ...string[]]): SecretCipher {
  const keys = sessionSecrets.map((secret) => Buffer.from(hkdfSync('sha256', secret, '', 'wecom secrets', 32)))
  const [current] = keys as [Buffer, ...Buffer[]]
  return {
    seal(name, value) {
      const nonce = randomBytes(NONCE_BYTES)
      return `${PREFIX}${nonce.toString('base64url')}.${encrypt({ key: current, nonce, associatedData: name }, value)}`
    },
    open(name, stored) {
      const [nonce, sealed] = stored.startsWith(PREFIX) ? stored.slice(PREFIX.length).split('.') : []
      if (nonce === undefined || sealed === undefined) return null
      const parameters = { nonce: Buffer.from(nonce, 'base64url'), associatedData: name }
      for (const key of keys) {
        const value = decrypt({ ...parameters, key }, sealed)
        if (value !== null) return value
      }
      return null
    },
  }
}
