import { actorName } from '@desk/shared/identity/actor'
import { sameUserid } from '@desk/shared/kernel/same-userid'
import * as z from 'zod/mini'
import type { Deps } from '../../kernel/deps.ts'
import { readSetting, writeSetting } from '../../kernel/settings-queries.ts'
import { type JobHandlers, noWrites } from '../../outbox/run-job.ts'
import type { OutboxRow } from '../../outbox/outbox-queries.ts'
import { anchorDelivery } from './anchor-delivery.ts'
import { listAuditors } from './auditor-queries.ts'
import { type AnchorRow, findAnchor } from './log/checkpoint-queries.ts'
import { listLogs } from './log/log-queries.ts'
import { auditJob } from './log/open-log.ts'

const ANCHOR_TOPIC = 'audit.anchor'

type HandlerDeps = Pick<Deps, 'db' | 'clock' | 'site' | 'wecom' | 'log'>

/** Returns the job that sends the checkpoint of this size to the auditors. */
export const anchorJob = (log: number, size: number, runAt: Date): OutboxRow => ({
  topic: ANCHOR_TOPIC,
  payload: { log, size },
  dedupeKey: `${ANCHOR_TOPIC}:${String(log)}:${String(size)}`,
  groupKey: ANCHOR_TOPIC,
  runAt,
})

/** A job queued before release 0.17.0 names a block of the hash chain. It sends nothing: the log has anchors of its own. */
const anchorPayload = z.union([z.object({ log: z.int(), size: z.int() }), z.object({ blockNo: z.int() })])

/**
 * Sends an anchor to the auditors as a text message, since a text, unlike a card, cannot be replaced later. The message can be
 * recalled for a day, and its text says so. WeCom drops a repeated text (doc 90236).
 */
export const anchorHandlers = (deps: HandlerDeps): JobHandlers => ({
  [ANCHOR_TOPIC]: {
    async handle(job) {
      const payload = anchorPayload.parse(job.payload)
      const anchor = 'log' in payload ? await findAnchor(deps.db, payload.log, payload.size) : null
      if (!anchor) return noWrites
      const sent = await sendAnchor(deps, anchor)
      if (sent === null) return noWrites
      const { log, size } = anchor
      const change = { value: { log, size, ...sent }, by: actorName(auditJob), at: deps.clock.now() }
      return (tx) => writeSetting(tx, anchorDelivery, change)
    },
  },
})

const includes = (userids: readonly string[], userid: string): boolean =>
  userids.some((other) => sameUserid(other, userid))

type AnchorSending = { undelivered: number; keyHolders: string[] }

/**
 * Sends an anchor to the auditors. The message to an auditor also contains the public key of the log until one of them
 * reached that auditor. Returns how many auditors were not reached, and who has got the key; null: there is no auditor.
 */
async function sendAnchor(deps: HandlerDeps, anchor: AnchorRow): Promise<AnchorSending | null> {
  const auditors = await listAuditors(deps)
  if (auditors.length === 0) {
    deps.log.warn({}, 'no auditor to send the anchor to')
    return null
  }
  const last = (await readSetting(deps.db, anchorDelivery)).value
  const keyHolders = last?.log === anchor.log ? (last.keyHolders ?? auditors) : []
  const [holders, others] = [
    auditors.filter((userid) => includes(keyHolders, userid)),
    auditors.filter((userid) => !includes(keyHolders, userid)),
  ]
  const send = async (userids: readonly string[], vkey: string | null): Promise<readonly string[]> =>
    userids.length === 0
      ? []
      : (await deps.wecom.sendText(userids, anchorText(anchor, vkey, deps.site.timeZone))).undelivered
  const withoutAnchor = await send(holders, null)
  const log = others.length > 0 ? (await listLogs(deps.db)).find(({ no }) => no === anchor.log) : undefined
  // A call that fails after the first one is not repeated, since the holders would get the message again: the next one has the key.
  const withoutKey = await send(others, log?.vkey ?? null).catch((error: unknown) => {
    if (holders.length === 0) throw error
    return others
  })
  const undelivered = withoutAnchor.length + withoutKey.length
  if (undelivered > 0) deps.log.warn({ count: undelivered }, 'the anchor was not delivered to some auditors')
  return {
    undelivered,
    keyHolders: [...keyHolders, ...others.filter((userid) => !includes(withoutKey, userid))],
  }
}

/** Returns the text of the message. It ends with the checkpoint, so that everything from its first line on can be saved. */
function anchorText({ log, size, note, at }: AnchorRow, vkey: string | null, timeZone: string): string {
  const time = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(at)
  const restartWarning = log > 1 ? [`注意：存证日志已重新开始（第 ${String(log)} 份），请向管理部门询问原因。`] : []
  const key =
    vkey === null ? [] : ['', '日志公钥，只在这一条里发送，请另存一份，核对时用：', 'Public key of the log:', vkey]
  return [
    `审计存证 ${time}，共 ${String(size)} 条记录`,
    ...restartWarning,
    '请当天把这条消息另存到公司之外，以后用它查出此前的记录有没有被改过：应用发出的消息一天之内可以撤回。',
    `Audit checkpoint of ${String(size)} entries. Keep a copy outside the company today: a message can be recalled for a day.`,
    ...key,
    '',
    note.trimEnd(),
  ].join('\n')
}
