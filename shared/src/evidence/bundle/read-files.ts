import { sha256 } from '@noble/hashes/sha2.js'
import { canonicalJson } from '../../audit/canonical-json.ts'
import { textOf, toHex } from '../bytes.ts'
import { BundleError, type BundleFaultCode } from './faults.ts'

/** Files of a bundle by name. */
export type BundleFiles = Pick<ReadonlyMap<string, Uint8Array>, 'keys' | 'has' | 'get'>
export type JsonObject = Readonly<Record<string, unknown>>

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

export const sha256Hex = (bytes: Uint8Array): string => toHex(sha256(bytes))

export function readText(files: BundleFiles, file: string): string {
  const bytes = files.get(file)
  if (!bytes) throw new BundleError('file_missing', file)
  const text = textOf(bytes)
  if (text === null) throw new BundleError('file_malformed', file)
  return text
}

const NEWLINE = 0x0a

/** Yields the lines of a file, each of which ends in a newline. One by one: the text of a large file is no string. */
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

/** Yields lines that are JSON objects. With `isCanonical` each is exactly the canonical JSON of its value (RFC 8785). */
export function* readObjects(
  files: BundleFiles,
  file: string,
  { fault, isCanonical = false }: { fault: BundleFaultCode; isCanonical?: boolean },
): Generator<{ text: string; value: JsonObject; line: number }> {
  for (const { text, line } of readLines(files, file)) {
    const value = parseJson(text)
    if (!isObject(value) || (isCanonical && canonicalJson(value) !== text)) throw new BundleError(fault, file, { line })
    yield { text, value, line }
  }
}

export const MANIFEST = 'manifest.json'

export type Manifest = { origin: string; treeSize: number; hashes: ReadonlyMap<string, string>; value: JsonObject }

/** Reads the manifest: `files` maps each other file to its SHA-256, or lists them with name and SHA-256. */
export function readManifest(files: BundleFiles): Manifest {
  const value = parseJson(readText(files, MANIFEST))
  const malformed = new BundleError('file_malformed', MANIFEST)
  if (!isObject(value)) throw malformed
  const { origin, treeSize, files: listed } = value
  if (typeof origin !== 'string' || !Number.isSafeInteger(treeSize)) throw malformed
  const entries: [unknown, unknown][] = Array.isArray(listed)
    ? listed.map((entry: unknown) =>
        isObject(entry) ? [entry['name'] ?? entry['path'], entry['sha256']] : [null, null],
      )
    : isObject(listed)
      ? Object.entries(listed).map(([name, entry]) => [name, isObject(entry) ? entry['sha256'] : entry])
      : [[null, null]]
  const hashes = new Map<string, string>()
  for (const [name, hash] of entries) {
    if (typeof name !== 'string' || typeof hash !== 'string' || hashes.has(name)) throw malformed
    hashes.set(name, hash.toLowerCase())
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
