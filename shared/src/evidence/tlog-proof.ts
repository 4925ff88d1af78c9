import { fromBase64, isEqual, textOf, toBase64 } from './bytes.ts'
import { type CheckpointFault, openCheckpoint } from './checkpoint.ts'
import { type Hash, HASH_BYTES, leafHash, rootOfInclusion } from './merkle.ts'
import type { VerifierKey } from './signed-note.ts'

/** Proof that an entry is in a log, as one text (C2SP tlog-proof). `extra` is not authenticated by it. */
export type TlogProof = { extra: Uint8Array | null; index: number; hashes: readonly Hash[]; checkpoint: string }

const KIND = 'c2sp.org/tlog-proof@'
const HEADER = `${KIND}v1`

/** Returns whether a text is such a proof, of this or another version, complete or truncated. */
export const isTlogProof = (text: string): boolean => text.startsWith(KIND)

/** Returns the text of a proof. */
export const formatTlogProof = ({ extra, index, hashes, checkpoint }: TlogProof): string =>
  [
    HEADER,
    ...(extra === null ? [] : [`extra ${toBase64(extra)}`]),
    `index ${index}`,
    ...hashes.map(toBase64),
    '',
    checkpoint,
  ].join('\n')

/** Parses a proof; null when it is malformed. */
export function parseTlogProof(text: string): TlogProof | null {
  const end = text.indexOf('\n\n')
  if (end < 0) return null
  const [header, ...lines] = text.slice(0, end).split('\n')
  const extraLine = lines[0]?.startsWith('extra ') ? lines.shift() : undefined
  const extra = extraLine === undefined ? null : fromBase64(extraLine.slice('extra '.length))
  const [, index] = /^index (0|[1-9]\d{0,14})$/.exec(lines.shift() ?? '') ?? []
  const hashes = lines.map(fromBase64)
  if (header !== HEADER || index === undefined || (extraLine !== undefined && extra === null)) return null
  if (!hashes.every((hash) => hash?.length === HASH_BYTES)) return null
  return { extra, index: Number(index), hashes: hashes as Hash[], checkpoint: text.slice(end + 2) }
}

export type ProofFault = CheckpointFault | 'not_included'
export type OpenedProof =
  { isValid: true; index: number; size: number; leaf: string } | { isValid: false; fault: ProofFault }

/** Verifies a proof of `leaf`; without one, of the entry that `extra` holds. */
export function openTlogProof(file: string, key: VerifierKey, leaf?: Uint8Array): OpenedProof {
  const proof = parseTlogProof(file)
  const bytes = leaf ?? proof?.extra
  if (!proof || !bytes) return { isValid: false, fault: 'malformed' }
  const checkpoint = openCheckpoint(proof.checkpoint, key)
  if (!checkpoint.isValid) return checkpoint
  const root = rootOfInclusion(leafHash(bytes), proof.index, checkpoint.size, proof.hashes)
  if (!root || !isEqual(root, checkpoint.root)) return { isValid: false, fault: 'not_included' }
  const text = textOf(bytes)
  return text === null
    ? { isValid: false, fault: 'malformed' }
    : { isValid: true, index: proof.index, size: checkpoint.size, leaf: text }
}
