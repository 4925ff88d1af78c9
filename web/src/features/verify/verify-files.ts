import { savedText, textOf } from '@desk/shared/evidence/bytes'
import { BundleError, type BundleFault } from '@desk/shared/evidence/bundle/faults'
import { isZip, readZip } from '@desk/shared/evidence/bundle/read-zip'
import { isObject, parseCanonical, sha256Hex } from '@desk/shared/evidence/bundle/read-files'
import { type VerifiedBundle, verifyBundle } from '@desk/shared/evidence/bundle/verify-bundle'
import { parseVkey } from '@desk/shared/evidence/signed-note'
import { isTlogProof, openTlogProof, type ProofFault } from '@desk/shared/evidence/tlog-proof'

/** A file that the reader chose. */
export type ChosenFile = { name: string; bytes: Uint8Array }
/** What the reader has from elsewhere: the log's key, and a checkpoint that they kept. */
export type KnownElsewhere = { vkey: string; anchor: ChosenFile | null }

type VerifiedProof = {
  origin: string
  index: number
  size: number
  /** The content of the proven entry; null when it is not a JSON object that every reader parses the same way. */
  entry: Readonly<Record<string, unknown>> | null
  leaf: string
  /** Whether the reader chose a checkpoint: a single proof cannot be compared with one. */
  hasAnchor: boolean
}

type Finding =
  | { kind: 'bundle'; bundle: VerifiedBundle }
  | { kind: 'bundle-fault'; fault: BundleFault }
  | { kind: 'proof'; proof: VerifiedProof }
  | { kind: 'proof-fault'; fault: ProofFault | 'key_missing' | 'key_malformed' }
  | { kind: 'unknown' }

/** What was found in a file. `sha256`: hex, so that a printed result identifies its file. */
export type Verification = Finding & { name: string; sha256: string }

/** Verifies a bundle or the proof of a single receipt. Nothing in the file is run, and nothing leaves the page. */
export async function verifyFile(file: ChosenFile, known: KnownElsewhere): Promise<Verification> {
  const { name, bytes } = file
  const facts = { name, sha256: sha256Hex(bytes) }
  if (isZip(bytes)) return { ...facts, ...(await verifyZip(bytes, known)) }
  const text = textOf(bytes)
  return { ...facts, ...(text !== null && isTlogProof(text) ? verifyProof(text, known) : unknownFile) }
}

const unknownFile: Finding = { kind: 'unknown' }

async function verifyZip(bytes: Uint8Array, { vkey, anchor }: KnownElsewhere): Promise<Finding> {
  const anchorText = anchor && (savedText(anchor.bytes) ?? '')
  try {
    const result = await verifyBundle(readZip(bytes), {
      ...(vkey.trim() !== '' && { vkey: vkey.trim() }),
      ...(anchor && { anchor: { text: anchorText ?? '', file: anchor.name } }),
    })
    return result.isValid ? { kind: 'bundle', bundle: result } : { kind: 'bundle-fault', fault: result.fault }
  } catch (error) {
    if (error instanceof BundleError) return { kind: 'bundle-fault', fault: error.fault }
    throw error
  }
}

function verifyProof(text: string, known: KnownElsewhere): Finding {
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
  const value = parseCanonical(leaf)
  return isObject(value) ? value : null
}
