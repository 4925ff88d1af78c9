import { createCipheriv, createDecipheriv, createHash } from 'node:crypto'

/** The padding is PKCS#7 with blocks of 32 bytes instead of 16 (doc 90968). */
const BLOCK_BYTES = 32
const PREFIX_BYTES = 16
const LENGTH_BYTES = 4

class CallbackCryptoError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'CallbackCryptoError'
  }
}

/** Decodes 43 base64 characters without the trailing `=`. Throws unless the key has 43 letters or digits. */
export const decodeAesKey = (encodingAesKey: string): Buffer => {
  if (!/^[A-Za-z0-9]{43}$/.test(encodingAesKey))
    throw new CallbackCryptoError('EncodingAESKey needs 43 letters or digits')
  return Buffer.from(`${encodingAesKey}=`, 'base64')
}

/** Returns the SHA-1 of token, timestamp, nonce and cipher text, sorted as strings. */
export const callbackSignature = (token: string, timestamp: string, nonce: string, encrypted: string): string =>
  createHash('sha1').update([token, timestamp, nonce, encrypted].toSorted().join('')).digest('hex')

const pad = (plain: Buffer): Buffer => {
  const missing = BLOCK_BYTES - (plain.length % BLOCK_BYTES)
  return Buffer.concat([plain, Buffer.alloc(missing, missing)])
}

const unpad = (padded: Buffer): Buffer => {
  const missing = padded[padded.length - 1] ?? 0
  const tail = padded.subarray(padded.length - missing)
  if (missing < 1 || missing > BLOCK_BYTES || tail.length !== missing || tail.some((byte) => byte !== missing)) {
    throw new CallbackCryptoError('bad padding')
  }
  return padded.subarray(0, padded.length - missing)
}

export type EncryptOptions = { aesKey: string; receiveId: string; prefix: Buffer }

/** Encrypts random(16) ‖ length(uint32 BE) ‖ message ‖ receiveid with AES-256-CBC. `prefix` is the random part. */
export const encryptCallback = (message: string, { aesKey, receiveId, prefix }: EncryptOptions): string => {
  const key = decodeAesKey(aesKey)
  if (prefix.length !== PREFIX_BYTES) throw new CallbackCryptoError('the prefix needs 16 bytes')
  const body = Buffer.from(message, 'utf8')
  const length = Buffer.alloc(LENGTH_BYTES)
  length.writeUInt32BE(body.length)
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  const plain = pad(Buffer.concat([prefix, length, body, Buffer.from(receiveId, 'utf8')]))
  return Buffer.concat([cipher.update(plain), cipher.final()]).toString('base64')
}

/** Reverses `encryptCallback`. Throws if the cipher text is truncated or its padding or length is wrong. */
export const decryptCallback = (encrypted: string, aesKey: string): { message: string; receiveId: string } => {
  const key = decodeAesKey(aesKey)
  const bytes = Buffer.from(encrypted, 'base64')
  if (bytes.length === 0 || bytes.length % 16 !== 0) throw new CallbackCryptoError('not whole blocks')
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  const plain = unpad(Buffer.concat([decipher.update(bytes), decipher.final()]))
  if (plain.length < PREFIX_BYTES + LENGTH_BYTES) throw new CallbackCryptoError('too short')
  const start = PREFIX_BYTES + LENGTH_BYTES
  const end = start + plain.readUInt32BE(PREFIX_BYTES)
  if (end > plain.length) throw new CallbackCryptoError('length beyond the end')
  return { message: plain.subarray(start, end).toString('utf8'), receiveId: plain.subarray(end).toString('utf8') }
}
