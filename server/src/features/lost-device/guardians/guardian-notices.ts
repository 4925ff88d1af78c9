import { noticeKey, type NoticeEvent } from '@desk/shared/notices/notice-policy'
import { pagePaths } from '@desk/shared/pages/page-paths'
import type { Tx } from '../../../db/database.ts'
import { memberNames } from '../../../directory/member-names.ts'
import { enqueue } from '../../../outbox/outbox-queries.ts'
import type { JobHandler } from '../../../outbox/run-job.ts'
import { admitNotice } from '../../notifications/admit-notice.ts'
import type { Deps } from '../../../kernel/deps.ts'
import type { CaseEffectDeps, CaseStepDeps } from '../cases/case-deps.ts'
import { findNotice, findNoticeByKey, insertNotice, saveNotice } from '../../notifications/notice-queries.ts'
import { textOf } from '../../notifications/notice-text.ts'
import { nothingToWrite, SOURCE, taskIdOf } from '../../notifications/send-notice.ts'
import { writeOver } from '../../notifications/overwrite-card.ts'
import { findGuardian, type GuardianRow, isGuardianIn } from '../cases/guardian-queries.ts'
import { GUARDIAN_OVER_TOPIC, GUARDIAN_TOPIC } from '../cases/lost-topics.ts'

type Pair = Pick<GuardianRow, 'wardId' | 'guardianId'>
type GuardianEvent = Extract<NoticeEvent, `guardian.${string}`>

/** Who is told of each turn, and in which state it still holds. */
const rules = {
  'guardian.asked': { to: 'guardianId', state: 'asked' },
  'guardian.accepted': { to: 'wardId', state: 'accepted' },
  'guardian.declined': { to: 'wardId', state: 'declined' },
  'guardian.resigned': { to: 'wardId', state: 'resigned' },
  'guardian.dismissed': { to: 'guardianId', state: 'ended' },
} as const satisfies Record<GuardianEvent, { to: keyof Pair; state: GuardianRow['state'] }>

const objectOf = ({ wardId, guardianId, since }: GuardianRow) => `${wardId}:${guardianId}:${since.toISOString()}`
/** Cards of one pair go out one after the other. */
const groupKeyOf = ({ wardId, guardianId }: Pair) => `${GUARDIAN_TOPIC}:${wardId}:${guardianId}`

/** Owes the other of the two a card: whoever acted knows. */
export async function notifyGuardian(
  deps: CaseStepDeps,
  tx: Tx,
  event: GuardianEvent,
  row: GuardianRow,
): Promise<void> {
  const { wardId, guardianId } = row
  const userid = row[rules[event].to]
  const taskId = deps.ids.next('card')
  const at = deps.clock.now()
  const objectId = objectOf(row)
  const { title } = await wordsOf({ ...deps, db: tx }, event, row)
  const isQuiet = deps.afterRestore?.isQuiet() ?? false
  const notice = { taskId, event, objectId, userid, dedupeKey: noticeKey(event, objectId, userid), plannedAt: at }
  const state = isQuiet ? 'dropped' : 'waiting'
  if (!(await insertNotice(tx, { ...notice, line: title, state })) || isQuiet) return
  const payload = { taskId, wardId, guardianId }
  const groupKey = groupKeyOf(row)
  await enqueue(tx, [{ topic: GUARDIAN_TOPIC, payload, dedupeKey: `${GUARDIAN_TOPIC}:${taskId}`, groupKey, runAt: at }])
}

async function wordsOf(deps: Pick<Deps, 'db'>, event: GuardianEvent, { wardId, guardianId }: Pair) {
  const names = await memberNames(deps.db, [wardId, guardianId])
  return textOf(deps, event, { ward: names(wardId).name, guardian: names(guardianId).name })
}

/** A card, if it is still so when it goes out. */
export const guardianHandler = (deps: CaseEffectDeps): JobHandler => ({
  async handle(job, checkpoint) {
    const pair = job.payload as Pair
    // Owed by a version that sent a text: it is told now as everything is.
    if (!('taskId' in pair)) return (tx) => tellAsked(deps, tx, pair)
    const notice = await findNotice(deps.db, taskIdOf(pair))
    if (notice?.state !== 'waiting') return nothingToWrite
    const event = notice.event as GuardianEvent // Planned above.
    if (!(await isGuardianIn(deps.db, pair, rules[event].state)))
      return (tx) => saveNotice(tx, notice.taskId, { state: 'dropped' })
    const card = {
      ...(await wordsOf(deps, event, pair)),
      rows: [],
      taskId: notice.taskId,
      source: SOURCE,
      url: `${deps.site.publicUrl}${pagePaths.guardians}`,
    }
    const said = notice.words ?? { title: card.title, subtitle: card.subtitle, rows: card.rows }
    if (!(await admitNotice(deps, checkpoint, notice, said))) return nothingToWrite
    deps.failPoints.hit('notice.calling')
    // What asks can be written over once it is answered.
    const more = event === 'guardian.asked' && deps.site.hasAppCallback ? { button: '去看看' } : {}
    const sent = await deps.wecom.sendCard(notice.userid, { ...card, ...said, ...more })
    deps.failPoints.hit('notice.called')
    const { responseCode } = sent
    return (tx) => saveNotice(tx, notice.taskId, { state: sent.delivered ? 'sent' : 'undelivered', responseCode })
  },
  onGiveUp: (tx, job) => saveNotice(tx, taskIdOf(job.payload), { state: 'undelivered' }),
  requeue: (tx, job) => saveNotice(tx, taskIdOf(job.payload), { state: 'waiting' }),
  confirmByHand: async (job) => (tx) => saveNotice(tx, taskIdOf(job.payload), { state: 'dropped' }),
})

const endings = {
  accepted: '你已答应当守护人',
  declined: '你没有答应当守护人',
  ended: '对方已收回邀请',
} as const

/** Answered or taken back: the card that asked says so. `row` is as it was. */
export async function closeApproverRows(
  deps: Pick<Deps, 'clock'>,
  tx: Tx,
  row: GuardianRow,
  end: keyof typeof endings,
): Promise<void> {
  const notice = await findNoticeByKey(tx, noticeKey('guardian.asked', objectOf(row), row.guardianId))
  if (row.state !== 'asked' || notice === null) return
  if (notice.state === 'digest' && notice.digestId === null) await saveNotice(tx, notice.taskId, { state: 'dropped' })
  const { taskId } = notice
  const values = { what: endings[end], ward: (await memberNames(tx, [row.wardId]))(row.wardId).name }
  const job = { topic: GUARDIAN_OVER_TOPIC, payload: { taskId, values }, dedupeKey: `${GUARDIAN_OVER_TOPIC}:${taskId}` }
  await enqueue(tx, [{ ...job, groupKey: groupKeyOf(row), runAt: deps.clock.now() }])
}

export const guardianOverHandler = (deps: CaseEffectDeps): JobHandler => ({
  async handle(job) {
    const { taskId, values } = job.payload as { taskId: string; values: Record<string, string> }
    return writeOver(deps, taskId, { ...(await textOf(deps, 'guardian.over', values)), path: pagePaths.guardians })
  },
})

async function tellAsked(deps: CaseStepDeps, tx: Tx, { wardId, guardianId }: Pair): Promise<void> {
  const row = await findGuardian(tx, wardId, guardianId)
  if (row?.state === 'asked') await notifyGuardian(deps, tx, 'guardian.asked', row)
}
