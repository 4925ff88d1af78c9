import { DAY_MS } from '@desk/shared/kernel/durations'
import type { Id } from '@desk/shared/kernel/ids'
import type { Tx } from '../../../db/database.ts'
import { InvalidInputError } from '../../../kernel/app-error.ts'
import { claimAttachments, type NewComment } from './comment-queries.ts'

/** How long a file waits for its comment. */
export const UNATTACHED_MS = DAY_MS

/**
 * Attaches the author's uploaded files to a comment, and returns their number. @throws InvalidInputError for another
 * member's file, a purged one, or one of an earlier comment
 */
export async function attachFiles(
  tx: Tx,
  { id, authorId, createdAt }: Pick<NewComment, 'id' | 'authorId' | 'createdAt'>,
  attachments: readonly Id<'attachment'>[],
): Promise<number> {
  const files = await claimAttachments(tx, authorId, attachments, id, new Date(createdAt.getTime() - UNATTACHED_MS))
  if (files !== new Set(attachments).size)
    throw new InvalidInputError('A file cannot be attached', [{ path: 'attachments', code: 'file.gone' }])
  return files
}
