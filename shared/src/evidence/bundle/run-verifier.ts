import { textOf } from '../bytes.ts'
import { describeResult, faultLine, printable } from './describe-result.ts'
import { BundleError } from './faults.ts'
import type { ListedPerson } from './list-people.ts'
import { isObject, parseCanonical, parseInstant } from './read-files.ts'
import { isZip, readZip } from './read-zip.ts'
import { type Known, verifyBundle } from './verify-bundle.ts'
import { parseVkey } from '../signed-note.ts'
import { isTlogProof, openTlogProof } from '../tlog-proof.ts'

/** `people`: who signed and who did not, of a bundle that was verified; null: it was not, or is a single proof. */
type Verdict = { isValid: boolean; lines: string[]; people: (() => ListedPerson[]) | null }

/** Verifies a file of either kind for a command, and returns the lines to print. */
export async function runVerifier(bytes: Uint8Array, known: Known): Promise<Verdict> {
  const text = isZip(bytes) ? null : textOf(bytes)
  if (text !== null && isTlogProof(text)) return { ...verifyProof(text, known), people: null }
  try {
    const result = await verifyBundle(readZip(bytes), known)
    return { isValid: result.isValid, lines: describeResult(result), people: result.isValid ? result.list : null }
  } catch (error) {
    if (error instanceof BundleError) return { isValid: false, lines: [faultLine(error.fault)], people: null }
    throw error
  }
}

// A single proof does not contain the log's key, which has to come from elsewhere anyway.
function verifyProof(text: string, { vkey, anchor }: Known): { isValid: boolean; lines: string[] } {
  const key = vkey === undefined ? null : parseVkey(vkey.trim())
  if (!key)
    return { isValid: false, lines: ["REFUSED: a single proof is verified with --key FILE, the log's log.vkey"] }
  const opened = openTlogProof(text, key)
  if (!opened.isValid) return { isValid: false, lines: [`REFUSED: ${opened.fault}`] }
  const { index, size, leaf } = opened
  return {
    isValid: true,
    lines: [
      `SIGNED: entry ${String(index)} of ${String(size)} in ${key.name}`,
      printable(leaf),
      anchor === undefined
        ? "NOT COMPARED: no checkpoint of yours; the key's owner could have made another log. Verify a ZIP with --anchor"
        : 'NOT COMPARED: the checkpoint that you kept; a single proof does not lead to it',
      timeLine(leaf),
    ],
  }
}

/** Says that an entry states its time by itself: a checkpoint has none, so that a single proof cannot show that it was back-dated. */
function timeLine(leaf: string): string {
  const value = parseCanonical(leaf)
  const at = isObject(value) ? parseInstant(value['at']) : null
  const stated = at === null ? 'the entry states none' : `${new Date(at).toISOString()} by the server's clock`
  return `NOT COMPARED: the time, ${stated}; a checkpoint has none, so a back-dated entry verifies too. A ZIP has dated ones`
}
