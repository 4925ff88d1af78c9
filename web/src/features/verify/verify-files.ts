import { textOf } from '@desk/shared/evidence/bytes'
import { BundleError, type BundleFault } from '@desk/shared/evidence/bundle/faults'
import { isZip, readZip } from '@desk/shared/evidence/bundle/read-zip'
import { type VerifiedBundle, verifyBundle } from '@desk/shared/evidence/bundle/verify-bundle'
import { parseVkey } from '@desk/shared/evidence/signed-note'
import { type ProofFault, openTlogProof } from '@desk/shared/evidence/tlog-proof'

/** A file that the reader chose. */
export type ChosenFile = { name: string; bytes: Uint8Array }
/** What the reader has from elsewhere: the log's key, and a checkpoint that they kept. */
export type KnownElsewhere = { vkey: string; anchor: ChosenFile | null }

type VerifiedProof = {
  origin: string
  index: number
  size: number
  /** What the proven entry says; null when it is no JSON object. */
  entry: Readonly<Record<string, unknown>> | null
  leaf: string
  /** The reader chose a checkpoint, to which a single proof does not lead. */
  hasAnchor: boolean
}

export type Verification =
  | { kind: 'bundle'; name: string; bundle: VerifiedBundle }
  | { kind: 'bundle-fault'; name: string; fault: BundleFault }
  | { kind: 'proof'; name: string; proof: VerifiedProof }
  | { kind: 'proof-fault'; name: string; fault: ProofFault | 'key_missing' | 'key_malformed' }
  | { kind: 'unknown'; name: string }

/** Verifies a bundle or the proof of a single receipt. Nothing in the file is run, and nothing leaves the page. */
export async function verifyFile(file: ChosenFile, known: KnownElsewhere): Promise<Verification> {
  const { name } = file
  if (isZip(file.bytes)) return verifyZip(file, known)
  const text = textOf(file.bytes)
  if (text?.startsWith('c2sp.org/tlog-proof@')) return { name, ...verifyProof(text, known) }
  return { kind: 'unknown', name }
}

async function verifyZip({ name, bytes }: ChosenFile, { vkey, anchor }: KnownElsewhere): Promise<Verification> {
  const anchorText = anchor && (textOf(anchor.bytes) ?? '')
  try {
    const result = await verifyBundle(readZip(bytes), {
      ...(vkey.trim() !== '' && { vkey: vkey.trim() }),
      ...(anchor && { anchor: { text: anchorText ?? '', file: anchor.name } }),
    })
    return result.isValid
      ? { kind: 'bundle', name, bundle: result }
      : { kind: 'bundle-fault', name, fault: result.fault }
  } catch (error) {
    if (error instanceof BundleError) return { kind: 'bundle-fault', name, fault: error.fault }
    throw error
  }
}

function verifyProof(
  text: string,
  known: KnownElsewhere,
): { kind: 'proof'; proof: VerifiedProof } | Pick<Extract<Verification, { kind: 'proof-fault' }>, 'kind' | 'fault'> {
  const vkey = known.vkey.trim()
  if (vkey === '') return { kind: 'proof-fault', fault: 'key_missing' }
  const key = parseVkey(vkey)
  if (!key) return { kind: 'proof-fault', fault: 'key_malformed' }
  const opened = openTlogProof(text, key)
  if (!opened.isValid) return { kind: 'proof-fault', fault: opened.fault }
  const { index, size, leaf } = opened
  return {
    kind: 'proof',
    proof: { origin: key.name, index, size, leaf, entry: entryOf(leaf), hasAnchor: known.anchor !== null },
  }
}

function entryOf(leaf: string): Readonly<Record<string, unknown>> | null {
  try {
    const value = JSON.parse(leaf) as unknown
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : null
  } catch {
    return null
  }
}
