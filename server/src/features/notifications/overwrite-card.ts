import type { MessageText } from '@desk/shared/notices/message-templates'
import { isCodeAlive } from '@desk/shared/notices/notice-policy'
import type { Conclusion } from '../../outbox/run-job.ts'
import type { SendDeps } from './notice-deps.ts'
import { findNotice, saveNotice } from './notice-queries.ts'
import { replaceCard } from './replace-card.ts'
import { nothingToWrite, SOURCE } from './send-notice.ts'

/** Writes over a card that only its notice keeps. Its code works once; one that is too old stays as it was. */
export async function writeOver(
  deps: SendDeps,
  taskId: string,
  { path, ...words }: MessageText & { path: string },
): Promise<Conclusion> {
  const notice = await findNotice(deps.db, taskId)
  if (!notice?.responseCode) return nothingToWrite
  if (notice.admittedAt && isCodeAlive(notice.admittedAt, deps.clock.now())) {
    const url = `${deps.site.publicUrl}${path}`
    const card = { ...words, rows: [], taskId, source: SOURCE, url, button: '去看看' }
    if (!(await replaceCard(deps, notice, notice.responseCode, card))) return nothingToWrite
  }
  return (tx) => saveNotice(tx, taskId, { responseCode: null })
}
