import { fromBase64, toBase64 } from './bytes.ts'
import { HASH_BYTES, type TreeHead } from './merkle.ts'
import {
  type NoteFault,
  openNote,
  type SignerKey,
  signNote,
  type VerifierKey,
  type VerifySignature,
} from './signed-note.ts'

/** Size and root of a log at one time (C2SP tlog-checkpoint). */
export type Checkpoint = TreeHead & { origin: string }

/** Returns the checkpoint as a signed note; the name of the signing key is the origin of the log. */
export const signCheckpoint = ({ origin, size, root }: Checkpoint, seed: SignerKey['seed']): string =>
  signNote(`${origin}\n${size}\n${toBase64(root)}\n`, { name: origin, seed })

/** Parses the text of a checkpoint without its signatures; null when it is malformed. */
export function parseCheckpoint(text: string): Checkpoint | null {
  const [origin = '', size = '', root = '', ...rest] = text.split('\n')
  const hash = fromBase64(root)
  // What follows the root: extension lines, none of them empty, and the end of the last line.
  if (rest.at(-1) !== '' || rest.slice(0, -1).includes('')) return null
  if (origin === '' || !/^(?:0|[1-9]\d{0,14})$/.test(size) || hash?.length !== HASH_BYTES) return null
  return { origin, size: Number(size), root: hash }
}

export type CheckpointFault = NoteFault | 'wrong_origin'
export type OpenedCheckpoint = ({ isValid: true } & Checkpoint) | { isValid: false; fault: CheckpointFault }

/** Verifies a checkpoint: signed by the log's key, whose name is the origin. */
export function openCheckpoint(note: string, key: VerifierKey, verifySignature?: VerifySignature): OpenedCheckpoint {
  const text = note.slice(0, note.lastIndexOf('\n\n') + 1)
  const checkpoint = parseCheckpoint(text)
  if (!checkpoint) return { isValid: false, fault: 'malformed' }
  if (checkpoint.origin !== key.name) return { isValid: false, fault: 'wrong_origin' }
  const opened = openNote(note, key, verifySignature)
  return opened.isValid ? { isValid: true, ...checkpoint } : opened
}
