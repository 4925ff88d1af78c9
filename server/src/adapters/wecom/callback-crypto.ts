import { createDecipheriv, createHash } from 'node:crypto'
import { isSameSecret } from '../../kernel/hash.ts'

/**
 * WeCom's encryption of callbacks. SHA-1 and AES-CBC without authentication are the platform's choice (doc 90968): the
 * signature is checked first, so that nothing unsigned is ever decrypted and there is no padding oracle.
 */

const KEY = /^[A-Za-z0-9]{43}$/
const BASE64 = /^(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/
const BLOCK_BYTES = 16
/** PKCS#7 padding to 32 bytes, not to the cipher's 16 (doc 90968). */
const MAX_PADDING = 32
const RANDOM_BYTES = 16
const LENGTH_BYTES = 4

/**
 * Decodes the key. Its last character has only four significant bits, so any value of it is accepted.
 *
 * @throws when `encodingAesKey` is not 43 letters and digits
 */
export function callbackKey(encodingAesKey: string): Buffer {
  if (!KEY.test(encodingAesKey)) throw new Error('An EncodingAESKey has 43 letters and digits')
  return Buffer.from(`${encodingAesKey}=`, 'base64')
}

export type SignedParts = { timestamp: string; nonce: string; encrypted: string }

/** Returns `msg_signature`: SHA-1 over the parts, sorted as byte strings. */
export function callbackSignature(token: string, { timestamp, nonce, encrypted }: SignedParts): string {
  const parts = [token, timestamp, nonce, encrypted].sort()
  return createHash('sha1').update(parts.join('')).digest('hex')
}

/** Returns whether the parts have this signature, compared in constant time. */
export const isSignedBy = (token: string, parts: SignedParts, signature: string): boolean =>
  isSameSecret(callbackSignature(token, parts), signature)

/**
 * Decrypts `random(16) ‖ length(4) ‖ message ‖ receiveid` and returns the message. Returns null for wrong padding, a
 * length that does not match, a message that is not UTF-8, or another receiver.
 */
export function openCallback(key: Buffer, encrypted: string, receiveId: string): string | null {
  const padded = decipher(key, encrypted)
  const plain = padded && unpad(padded)
  if (!plain || plain.length < RANDOM_BYTES + LENGTH_BYTES) return null
  const start = RANDOM_BYTES + LENGTH_BYTES
  const end = start + plain.readUInt32BE(RANDOM_BYTES)
  // A length beyond the end leaves an empty receiver, which is rejected.
  if (!plain.subarray(end).equals(Buffer.from(receiveId))) return null
  return utf8(plain.subarray(start, end))
}

function decipher(key: Buffer, encrypted: string): Buffer | null {
  if (!BASE64.test(encrypted)) return null
  const bytes = Buffer.from(encrypted, 'base64')
  if (bytes.length % BLOCK_BYTES !== 0) return null
  const cipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, BLOCK_BYTES)).setAutoPadding(false)
  return Buffer.concat([cipher.update(bytes), cipher.final()])
}

function unpad(padded: Buffer): Buffer | null {
  const count = padded.at(-1) ?? 0
  if (count < 1 || count > MAX_PADDING || count > padded.length) return null
  const isPadding = padded.subarray(-count).every((byte) => byte === count)
  return isPadding ? padded.subarray(0, -count) : null
}

function utf8(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}
