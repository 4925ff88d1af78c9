import type { OutboxRow } from '../../outbox/outbox-queries.ts'

export const ANCHOR_TOPIC = 'audit.anchor'

/** Owes the auditors the head of this block. */
export const anchorJob = (blockNo: number, runAt: Date): OutboxRow => ({
  topic: ANCHOR_TOPIC,
  payload: { blockNo },
  dedupeKey: `${ANCHOR_TOPIC}:${String(blockNo)}`,
  groupKey: ANCHOR_TOPIC,
  runAt,
})
