import * as z from 'zod/mini'
import type { Deps } from '../../kernel/deps.ts'
import { type JobHandlers, noWrites } from '../../outbox/run-job.ts'
import { findAnchor, listAuditors } from './anchor-queries.ts'
import type { AnchorRow } from './verify-queries.ts'
import type { OutboxRow } from '../../outbox/outbox-queries.ts'

const ANCHOR_TOPIC = 'audit.anchor'

/** Returns the job that sends the anchor of this block to the auditors. */
export const anchorJob = (blockNo: number, runAt: Date): OutboxRow => ({
  topic: ANCHOR_TOPIC,
  payload: { blockNo },
  dedupeKey: `${ANCHOR_TOPIC}:${String(blockNo)}`,
  groupKey: ANCHOR_TOPIC,
  runAt,
})

const anchorPayload = z.object({ blockNo: z.int() })

/**
 * Sends an anchor to the auditors as a text message, since a text, unlike a card, cannot be replaced later. WeCom drops a
 * repeated text (doc 90236).
 */
export const anchorHandlers = (deps: Pick<Deps, 'db' | 'clock' | 'site' | 'wecom' | 'log'>): JobHandlers => ({
  [ANCHOR_TOPIC]: {
    async handle(job) {
      const anchor = await findAnchor(deps.db, anchorPayload.parse(job.payload).blockNo)
      const auditors = await listAuditors(deps)
      if (anchor && auditors.length > 0) {
        const { undelivered } = await deps.wecom.sendText(auditors, anchorText(anchor, deps.site.timeZone))
        if (undelivered.length > 0)
          deps.log.warn({ count: undelivered.length }, 'the anchor was not delivered to some auditors')
      } else deps.log.warn({}, 'no auditor to send the anchor to')
      return noWrites
    },
  },
})

function anchorText({ blockNo, hash, rows, at }: AnchorRow, timeZone: string): string {
  const time = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(at)
  return [
    `审计存证 ${time}`,
    `第 ${String(blockNo)} 块，共 ${String(rows)} 条记录`,
    hash,
    '留着这条消息，就能查出此前的记录有没有被改过。',
    `Audit anchor: block ${String(blockNo)}, ${String(rows)} entries. Keep this message.`,
  ].join('\n')
}
