import * as z from 'zod/mini'
import type { Deps } from '../../kernel/deps.ts'
import { type JobHandlers, noWrites } from '../../outbox/run-job.ts'
import type { OutboxRow } from '../../outbox/outbox-queries.ts'
import { listAuditors } from './auditor-queries.ts'
import { type AnchorRow, findAnchor } from './log/checkpoint-queries.ts'

const ANCHOR_TOPIC = 'audit.anchor'

/** Returns the job that sends the checkpoint of this size to the auditors. */
export const anchorJob = (log: number, size: number, runAt: Date): OutboxRow => ({
  topic: ANCHOR_TOPIC,
  payload: { log, size },
  dedupeKey: `${ANCHOR_TOPIC}:${String(log)}:${String(size)}`,
  groupKey: ANCHOR_TOPIC,
  runAt,
})

/** A job of a release before 0.11.0 names a block of a chain that has ended: its log's own anchor follows. */
const anchorPayload = z.union([z.object({ log: z.int(), size: z.int() }), z.object({ blockNo: z.int() })])

/**
 * Sends an anchor to the auditors as a text message, since a text, unlike a card, cannot be replaced later. WeCom drops a
 * repeated text (doc 90236).
 */
export const anchorHandlers = (deps: Pick<Deps, 'db' | 'clock' | 'site' | 'wecom' | 'log'>): JobHandlers => ({
  [ANCHOR_TOPIC]: {
    async handle(job) {
      const payload = anchorPayload.parse(job.payload)
      const anchor = 'log' in payload ? await findAnchor(deps.db, payload.log, payload.size) : null
      const auditors = await listAuditors(deps)
      if (anchor && auditors.length > 0) {
        const { undelivered } = await deps.wecom.sendText(auditors, anchorText(anchor, deps.site.timeZone))
        if (undelivered.length > 0)
          deps.log.warn({ count: undelivered.length }, 'the anchor was not delivered to some auditors')
      } else if (anchor) deps.log.warn({}, 'no auditor to send the anchor to')
      return noWrites
    },
  },
})

// The checkpoint is the end of the message, so that it can be copied into a file from its first line on.
function anchorText({ log, size, note, at }: AnchorRow, timeZone: string): string {
  const time = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(at)
  const isNew = log > 1 ? [`注意：存证日志已重新开始（第 ${String(log)} 份），请向管理部门询问原因。`] : []
  return [
    `审计存证 ${time}，共 ${String(size)} 条记录`,
    ...isNew,
    '留着这条消息，就能查出此前的记录有没有被改过。',
    `Audit checkpoint of ${String(size)} entries. Keep this message.`,
    '',
    note.trimEnd(),
  ].join('\n')
}
