import { toBase64 } from '@desk/shared/evidence/bytes'
import { parseCheckpoint } from '@desk/shared/evidence/checkpoint'
import type { Database } from '../../../db/database.ts'
import { lastCheckpoint } from './checkpoint-queries.ts'
import { currentLog } from './log-queries.ts'

/** The last signed checkpoint, as stated in an export; null before the first. */
export type LogHead = { origin: string; size: number; root: string; signedAt: string } | null

/** Returns what the last checkpoint of the current log says; null before the first. */
export async function logHead(db: Database): Promise<LogHead> {
  const log = await currentLog(db)
  const last = log && (await lastCheckpoint(db, log.no))
  const checkpoint = last && parseCheckpoint(textOfNote(last.note))
  if (!last || !checkpoint) return null
  const { origin, size, root } = checkpoint
  return { origin, size, root: toBase64(root), signedAt: last.at.toISOString() }
}

/** Returns the root that a checkpoint names, in base64; empty if the checkpoint cannot be parsed. */
export function rootOfNote(note: string): string {
  const root = parseCheckpoint(textOfNote(note))?.root
  return root ? toBase64(root) : ''
}

/** Returns what a note says, without its signatures. */
export const textOfNote = (note: string): string => note.slice(0, note.lastIndexOf('\n\n') + 1)
