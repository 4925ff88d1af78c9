import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export const utf8 = (text: string): Uint8Array => encoder.encode(text)

/** Decodes UTF-8; null when the bytes are not valid UTF-8. */
export function textOf(bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes)
  } catch {
    return null
  }
}

/** Decodes bytes in an encoding; null when they are not valid in it, or the platform does not know it. */
function decodedFrom(encoding: string, bytes: Uint8Array): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

/**
 * Returns a text that the reader saved in an editor; null when the bytes are not text. Windows begins UTF-8 with a mark,
 * and also writes UTF-16 and, in Chinese, GB 18030, where the dash of a note has other bytes.
 */
export function savedText(bytes: Uint8Array): string | null {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return decodedFrom('utf-16le', bytes)
  if (first === 0xfe && second === 0xff) return decodedFrom('utf-16be', bytes)
  return decodedFrom('utf-8', bytes) ?? decodedFrom('gb18030', bytes)
}

export const toHex = bytesToHex

/** Decodes lower-case hex; null for anything else. */
export const fromHex = (text: string): Uint8Array | null => (/^(?:[0-9a-f]{2})*$/.test(text) ? hexToBytes(text) : null)

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const valueOf = new Map([...ALPHABET].map((letter, value) => [letter, value]))

/** Encodes with the standard alphabet and padding (RFC 4648, section 4). */
export function toBase64(bytes: Uint8Array): string {
  let text = ''
  for (let start = 0; start < bytes.length; start += 3) {
    const [first = 0, second = 0, third = 0] = bytes.subarray(start, start + 3)
    const bits = (first << 16) | (second << 8) | third
    const letters = [18, 12, 6, 0].map((shift) => ALPHABET.charAt((bits >> shift) & 63))
    text += letters.slice(0, Math.min(bytes.length - start, 3) + 1).join('')
  }
  return text.padEnd(Math.ceil(text.length / 4) * 4, '=')
}

/** Decodes standard base64; null unless it is exactly what `toBase64` returns, so that one value has one text. */
export function fromBase64(text: string): Uint8Array | null {
  if (text.length % 4 !== 0) return null
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  const bytes = new Uint8Array((text.length / 4) * 3 - padding)
  let bits = 0
  let held = 0
  let index = 0
  for (const letter of text.slice(0, text.length - padding)) {
    const value = valueOf.get(letter)
    if (value === undefined) return null
    bits = ((bits << 6) | value) & 0xffff
    held += 6
    if (held < 8) continue
    held -= 8
    bytes[index++] = (bits >> held) & 0xff
  }
  return (bits & ((1 << held) - 1)) === 0 ? bytes : null
}

/** Returns whether two byte arrays are equal. Not in constant time: do not compare secrets with it. */
export const isEqual = (first: Uint8Array, second: Uint8Array): boolean =>
  first.length === second.length && first.every((byte, index) => byte === second[index])
