import { noticeKey, type NoticeEvent } from '@desk/shared/notices/notice-policy'
import { pagePaths } from '@desk/shared/pages/page-paths'
import type { Tx } from '../../../db/database.ts'
import { memberNames } from '../../../directory/member-names.ts'
import type { JobHandler } from '../../../outbox/run-job.ts'
import type { Deps } from '../../../kernel/deps.ts'
import type { CaseEffectDeps, CaseStepDeps } from '../cases/case-deps.ts'
import { findNoticeByKey, saveNotice } from '../../notifications/notice-queries.ts'
import { OPEN, textOf } from '../../notifications/notice-text.ts'
import { enqueueCardJobs, enqueueNotice } from '../../notifications/notices.ts'
import { overwriteNotice } from '../../notifications/overwrite-card.ts'
import { noticeCardHandler } from '../../notifications/send-card.ts'
import { findGuardian, type GuardianRow, isGuardianIn } from '../cases/guardian-queries.ts'
import { GUARDIAN_OVER_TOPIC, GUARDIAN_TOPIC } from '../cases/lost-topics.ts'

type Pair = Pick<GuardianRow, 'wardId' | 'guardianId'>
type GuardianEvent = Extract<NoticeEvent, `guardian.${string}`>

/** The recipient of each event, and the state in which it still applies. */
const rules = {
  'guardian.asked': { to: 'guardianId', state: 'asked' },
  'guardian.accepted': { to: 'wardId', state: 'accepted' },
  'guardian.declined': { to: 'wardId', state: 'declined' },
  'guardian.resigned': { to: 'wardId', state: 'resigned' },
  'guardian.dismissed': { to: 'guardianId', state: 'ended' },
} as const satisfies Record<GuardianEvent, { to: keyof Pair; state: GuardianRow['state'] }>

const objectOf = ({ wardId, guardianId, since }: GuardianRow) => `${wardId}:${guardianId}:${since.toISOString()}`
/** Returns the group of the cards of one pair: they are sent one after another. */
const groupKeyOf = ({ wardId, guardianId }: Pair) => `${GUARDIAN_TOPIC}:${wardId}:${guardianId}`

/** Enqueues a card to the ward or the guardian: to the one who did not act. */
export async function notifyGuardian(
  deps: CaseStepDeps,
  tx: Tx,
  event: GuardianEvent,
  row: GuardianRow,
): Promise<void> {
  const { wardId, guardianId } = row
  const { title: line } = await textAbout({ db: tx }, event, row)
  await enqueueNotice(deps, tx, {
    event,
    objectId: objectOf(row),
    userid: row[rules[event].to],
    topic: GUARDIAN_TOPIC,
    payload: { wardId, guardianId },
    groupKey: groupKeyOf(row),
    about: { line },
  })
}

async function textAbout(deps: Pick<Deps, 'db'>, event: GuardianEvent, { wardId, guardianId }: Pair) {
  const names = await memberNames(deps.db, [wardId, guardianId])
  return textOf(deps, event, { ward: names(wardId).name, guardian: names(guardianId).name })
}

/** Sends a card if its event still applies. */
export function guardianHandler(deps: CaseEffectDeps): JobHandler {
  const send = noticeCardHandler(deps, {
    async contentOf(notice, payload) {
      // `notifyGuardian` enqueues only these events.
      const event = notice.event as GuardianEvent
      const pair = payload as Pair
      if (!(await isGuardianIn(deps.db, pair, rules[event].state))) return null
      const content = { ...(await textAbout(deps, event, pair)), path: pagePaths.guardians }
      // A card with a button can be overwritten once the question is answered.
      return event === 'guardian.asked' ? { ...content, button: OPEN } : content
    },
  })
  return {
    ...send,
    async handle(job, checkpoint) {
      const pair = job.payload as Pair
      // A job without a task id comes from an earlier release, which sent a text.
      return 'taskId' in pair ? send.handle(job, checkpoint) : (tx) => notifyRequestedGuardian(deps, tx, pair)
    },
  }
}

const endings = {
  accepted: '你已同意担任守护人',
  declined: '你未同意担任守护人',
  ended: '对方已收回邀请',
} as const

/** Overwrites the invitation after an answer or a revocation. `row` is the state before. */
export async function closeInvitation(
  deps: Pick<Deps, 'clock'>,
  tx: Tx,
  row: GuardianRow,
  end: keyof typeof endings,
): Promise<void> {
  const notice = await findNoticeByKey(tx, noticeKey('guardian.asked', objectOf(row), row.guardianId))
  if (row.state !== 'asked' || notice === null) return
  if (notice.state === 'digest' && notice.digestId === null) await saveNotice(tx, notice.taskId, { state: 'dropped' })
  const values = { what: endings[end], ward: (await memberNames(tx, [row.wardId]))(row.wardId).name }
  const job = { runAt: deps.clock.now(), payload: { values }, groupKey: groupKeyOf(row) }
  await enqueueCardJobs(tx, GUARDIAN_OVER_TOPIC, [notice.taskId], job)
}

export const overwriteGuardianCardHandler = (deps: CaseEffectDeps): JobHandler => ({
  async handle(job) {
    const { taskId, values } = job.payload as { taskId: string; values: Record<string, string> }
    return overwriteNotice(deps, taskId, {
      ...(await textOf(deps, 'guardian.over', values)),
      path: pagePaths.guardians,
    })
  },
})

async function notifyRequestedGuardian(deps: CaseStepDeps, tx: Tx, { wardId, guardianId }: Pair): Promise<void> {
  const row = await findGuardian(tx, wardId, guardianId)
  if (row?.state === 'asked') await notifyGuardian(deps, tx, 'guardian.asked', row)
}
