import { sha256 } from '@noble/hashes/sha2.js'
import { canonicalJson } from '../../audit/canonical-json.ts'
import { textOf, toHex } from '../bytes.ts'
import { BundleError, type BundleFaultCode } from './faults.ts'

/** Files of a bundle by name. */
export type BundleFiles = Pick<ReadonlyMap<string, Uint8Array>, 'keys' | 'has' | 'get'>
export type JsonObject = Readonly<Record<string, unknown>>

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Parses JSON; undefined for any other text. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

export const sha256Hex = (bytes: Uint8Array): string => toHex(sha256(bytes))

/** Returns the text of a file. @throws BundleError when it is missing or not UTF-8 */
export function readText(files: BundleFiles, file: string): string {
  const bytes = files.get(file)
  if (!bytes) throw new BundleError('file_missing', file)
  const text = textOf(bytes)
  if (text === null) throw new BundleError('file_malformed', file)
  return text
}

const NEWLINE = 0x0a

/**
 * Yields the lines of a file, each of which ends in a newline. They are yielded one by one, since a large file does not
 * fit into one string.
 */
export function* readLines(files: BundleFiles, file: string): Generator<{ text: string; line: number }> {
  const bytes = files.get(file)
  if (!bytes) throw new BundleError('file_missing', file)
  let line = 1
  for (let from = 0; from < bytes.length; line += 1) {
    const end = bytes.indexOf(NEWLINE, from)
    const text = end < 0 ? null : textOf(bytes.subarray(from, end))
    if (text === null) throw new BundleError('file_malformed', file, { line })
    yield { text, line }
    from = end + 1
  }
}

/**
 * Returns whether every parser reads the same value: numbers are whole and below 2^53, texts have no half of a
 * surrogate pair.
 */
function isExact(value: unknown): boolean {
  if (typeof value === 'number') return Number.isSafeInteger(value)
  if (typeof value === 'string') return !/\p{Surrogate}/u.test(value)
  if (typeof value !== 'object' || value === null) return true
  return Object.entries(value).every(([name, inner]) => isExact(name) && isExact(inner))
}

/**
 * Parses canonical JSON (RFC 8785), the only text of its value: no name occurs twice, so that no reader sees another value.
 * Undefined for anything else, also for what is nested too deeply.
 */
export function parseCanonical(text: string): unknown {
  const value = parseJson(text)
  try {
    return isExact(value) && canonicalJson(value) === text ? value : undefined
  } catch {
    return undefined
  }
}

/** Yields lines that are JSON objects, each exactly the canonical JSON of its value. */
export function* readObjects(
  files: BundleFiles,
  file: string,
  fault: BundleFaultCode,
): Generator<{ text: string; value: JsonObject; line: number }> {
  for (const { text, line } of readLines(files, file)) {
    const value = parseCanonical(text)
    if (!isObject(value)) throw new BundleError(fault, file, { line })
    yield { text, value, line }
  }
}

/** Parses an instant as leaves have it, `2026-03-17T01:00:00.000Z`; null for any other text. */
export function parseInstant(text: unknown): number | null {
  if (typeof text !== 'string') return null
  const at = Date.parse(text)
  return !Number.isNaN(at) && new Date(at).toISOString() === text ? at : null
}

export const isHash = (value: unknown): value is string => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)

export const MANIFEST = 'manifest.json'

/** Version of the format in docs/evidence.md. Another version would need another verifier. */
export const FORMAT = 1

export type Manifest = { origin: string; treeSize: number; hashes: ReadonlyMap<string, string>; value: JsonObject }

/** Returns the text of a manifest, which is the only one of its value. */
export const manifestTextOf = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

/** How deep a manifest may be nested: far less deep than would exhaust the stack. */
const MAX_DEPTH = 1_000

const isShallow = (value: unknown, levels = MAX_DEPTH): boolean =>
  typeof value !== 'object' ||
  value === null ||
  (levels > 0 && Object.values(value).every((inner) => isShallow(inner, levels - 1)))

/** Reads the manifest: `files` maps each other file to its SHA-256. */
export function readManifest(files: BundleFiles): Manifest {
  const text = readText(files, MANIFEST)
  const value = parseJson(text)
  const malformed = new BundleError('file_malformed', MANIFEST)
  if (!isObject(value) || !isShallow(value) || manifestTextOf(value) !== text) throw malformed
  const { origin, treeSize, files: listed, format } = value
  if (format !== undefined && format !== FORMAT) throw new BundleError('file_malformed', MANIFEST, { about: 'format' })
  if (typeof origin !== 'string' || !Number.isSafeInteger(treeSize) || !isObject(listed)) throw malformed
  const hashes = new Map<string, string>()
  for (const [name, hash] of Object.entries(listed)) {
    if (!isHash(hash)) throw malformed
    hashes.set(name, hash)
  }
  return { origin, treeSize: treeSize as number, hashes, value }
}

/** Checks that the manifest names every other file, and each with its SHA-256. */
export function checkFiles(files: BundleFiles, { hashes }: Manifest): void {
  for (const [name, hash] of hashes) {
    const bytes = files.get(name)
    if (!bytes) throw new BundleError('file_missing', name)
    if (sha256Hex(bytes) !== hash) throw new BundleError('file_changed', name)
  }
  for (const name of files.keys())
    if (name !== MANIFEST && !hashes.has(name)) throw new BundleError('file_unlisted', name)
}
