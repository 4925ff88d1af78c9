import { HOUR_MS, DAY_MS } from '@desk/shared/kernel/durations'
import * as z from 'zod/mini'
import type { ReadDeps } from '../../kernel/deps.ts'
import { defineSetting, readSetting } from '../../kernel/settings-queries.ts'
import { listAuditors } from './auditor-queries.ts'
import { describeTail } from './describe-tail.ts'
import { countUnstamped, lastAnchor } from './log/checkpoint-queries.ts'

/**
 * `keyHolders`: the userids of the auditors whom a message with the log's public key reached. Releases before 0.19.0 did not
 * store them: where they are missing, all auditors count as holders.
 */
const deliverySchema = z.object({
  log: z.int(),
  size: z.int(),
  undelivered: z.int(),
  keyHolders: z.optional(z.array(z.string())),
})

/** What became of the last message with a checkpoint; null: none was sent yet. */
export const anchorDelivery = defineSetting<z.infer<typeof deliverySchema> | null>({
  key: 'audit.anchor_delivery',
  schema: z.nullable(deliverySchema),
  initial: null,
})

/** How long an anchor may wait before it counts as not sent. */
const SENT_WITHIN_MS = HOUR_MS

/**
 * Whether checkpoints reach the auditors. `isTooOld`: entries have waited for an anchor for more than a day. `auditors`: how many
 * there are. `undelivered`: how many of them did not get the last checkpoint; null: it has waited for more than an hour to be
 * sent. `unstamped`: anchors older than a day without a time stamp; 0 where no time-stamp service is configured.
 */
export type AnchorFacts = { isTooOld: boolean; auditors: number; undelivered: number | null; unstamped: number }

/** Reads whether the daily checkpoints are sent, reach the auditors and are time-stamped. */
export async function readAnchorFacts(deps: ReadDeps): Promise<AnchorFacts> {
  const { db, clock, site } = deps
  const now = clock.now().getTime()
  const { tail } = await describeTail(deps)
  const anchor = await lastAnchor(db)
  const { value: sent } = await readSetting(db, anchorDelivery)
  const isSent = anchor === null || (sent?.log === anchor.log && sent.size === anchor.size)
  const unsent = anchor !== null && now - anchor.at.getTime() > SENT_WITHIN_MS ? null : 0
  return {
    isTooOld: tail.isTooOld,
    auditors: (await listAuditors(deps)).length,
    undelivered: isSent ? (sent?.undelivered ?? 0) : unsent,
    unstamped: site.hasTimeStamps ? await countUnstamped(db, new Date(now - DAY_MS)) : 0,
  }
}
