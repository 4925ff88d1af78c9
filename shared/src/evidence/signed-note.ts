import { getPublicKey, hashes, Point, sign, verify } from '@noble/ed25519'
import { sha256, sha512 } from '@noble/hashes/sha2.js'
import { concatBytes } from '@noble/hashes/utils.js'
import { fromBase64, fromHex, isEqual, toBase64, toHex, utf8 } from './bytes.ts'

hashes.sha512 = sha512

/** Signature type of C2SP signed-note: Ed25519. */
const ED25519 = 1
const KEY_ID_BYTES = 4
const KEY_BYTES = 32
const SIGNATURE_BYTES = 64
/** The specification demands at least 16. */
const MAX_SIGNATURES = 100

/** Public key of a log with its name. */
export type VerifierKey = { name: string; id: Uint8Array; key: Uint8Array }

const isKeyName = (name: string): boolean => /^[^\p{White_Space}\uFEFF+\p{Cc}]+$/u.test(name)

const keyIdOf = (name: string, key: Uint8Array): Uint8Array =>
  sha256(concatBytes(utf8(`${name}\n`), Uint8Array.of(ED25519), key)).slice(0, KEY_ID_BYTES)

const verifierKeyOf = (name: string, key: Uint8Array): VerifierKey => ({ name, id: keyIdOf(name, key), key })

/** Returns the key as text: `name+hex(key id)+base64(type ‖ key)`. */
export const formatVkey = ({ name, id, key }: VerifierKey): string =>
  `${name}+${toHex(id)}+${toBase64(concatBytes(Uint8Array.of(ED25519), key))}`

/** Parses a key; null when it is malformed, of another type, or its id is not that of its name and key. */
export function parseVkey(vkey: string): VerifierKey | null {
  const [, name = '', id = '', data = ''] = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)$/.exec(vkey) ?? []
  const bytes = fromBase64(data)
  if (!isKeyName(name) || bytes?.length !== KEY_BYTES + 1 || bytes[0] !== ED25519) return null
  const key = verifierKeyOf(name, bytes.slice(1))
  const named = fromHex(id)
  return named && isEqual(named, key.id) ? key : null
}

/** Private key of a log: the seed of RFC 8032, 32 bytes. */
export type SignerKey = { name: string; seed: Uint8Array }

export const publicKeyOf = ({ name, seed }: SignerKey): VerifierKey => verifierKeyOf(name, getPublicKey(seed))

/** Signs a text that ends in a newline, and returns the note. */
export function signNote(text: string, signer: SignerKey): string {
  if (!isNoteText(text)) throw new Error('A note ends in a newline and has no control characters')
  if (!isKeyName(signer.name)) throw new Error('The name of a key has neither spaces nor +')
  const { id } = publicKeyOf(signer)
  return `${text}\n— ${signer.name} ${toBase64(concatBytes(id, sign(utf8(text), signer.seed)))}\n`
}

const isNoteText = (text: string): boolean => text.endsWith('\n') && !/[^\P{Cc}\n\u007f-\u009f]/u.test(text)

export type NoteFault = 'malformed' | 'unsigned' | 'wrong_signature'
export type OpenedNote = { isValid: true; text: string } | { isValid: false; fault: NoteFault }

/** Returns whether an Ed25519 signature is valid. A server passes a native function: the default takes milliseconds. */
export type VerifySignature = (signature: Uint8Array, message: Uint8Array, key: Uint8Array) => boolean

/**
 * Verifies a note (C2SP signed-note). Signatures by other keys are ignored; a wrong signature by this key invalidates the
 * note.
 */
export function openNote(
  note: string,
  key: VerifierKey,
  verifySignature: VerifySignature = isStrictSignature,
): OpenedNote {
  const end = note.lastIndexOf('\n\n')
  const text = note.slice(0, end + 1)
  const lines = note.slice(end + 2)
  if (end < 0 || !isNoteText(text) || !lines.endsWith('\n')) return { isValid: false, fault: 'malformed' }
  const signatures = lines.slice(0, -1).split('\n')
  if (signatures.length > MAX_SIGNATURES) return { isValid: false, fault: 'malformed' }
  let isSigned = false
  for (const line of signatures) {
    const [, name = '', data = ''] = /^— (\S+) ([A-Za-z0-9+/]+=*)$/.exec(line) ?? []
    const bytes = fromBase64(data)
    if (!isKeyName(name) || !bytes || bytes.length <= KEY_ID_BYTES) return { isValid: false, fault: 'malformed' }
    if (name !== key.name || !isEqual(bytes.slice(0, KEY_ID_BYTES), key.id)) continue
    const signature = bytes.slice(KEY_ID_BYTES)
    if (signature.length !== SIGNATURE_BYTES || !verifySignature(signature, utf8(text), key.key))
      return { isValid: false, fault: 'wrong_signature' }
    isSigned = true
  }
  return isSigned ? { isValid: true, text } : { isValid: false, fault: 'unsigned' }
}

/** Returns whether these bytes are a point of the group of prime order, encoded as RFC 8032 says. */
const isPlainPoint = (bytes: Uint8Array): boolean => Point.fromBytes(bytes, false).isTorsionFree()

/** Caches whether a key is a plain point: a log has one key and thousands of notes. */
const plainKeys = new WeakMap<Uint8Array, boolean>()

function isPlainKey(key: Uint8Array): boolean {
  const isPlain = plainKeys.get(key) ?? isPlainPoint(key)
  plainKeys.set(key, isPlain)
  return isPlain
}

/**
 * Verifies strictly by RFC 8032. Libraries differ in whether they multiply by the cofactor; where key and signature have no
 * part of small order, all of them agree.
 */
const isStrictSignature: VerifySignature = (signature, message, key) => {
  try {
    return (
      verify(signature, message, key, { zip215: false }) &&
      isPlainPoint(signature.subarray(0, KEY_BYTES)) &&
      isPlainKey(key)
    )
  } catch {
    return false
  }
}
