import { sameUserid } from '@desk/shared/kernel/ids'
import { pagePaths } from '@desk/shared/pages/page-paths'
import type { Database, Tx } from '../../../db/database.ts'
import { memberNames } from '../../../directory/member-names.ts'
import { enqueue } from '../../../outbox/outbox-queries.ts'
import { type JobHandler, noWrites } from '../../../outbox/run-job.ts'
import type { Deps } from '../../../kernel/deps.ts'
import type { SendDeps } from '../../notifications/notice-deps.ts'
import { findNotice, saveNotice } from '../../notifications/notice-queries.ts'
import { textOf } from '../../notifications/notice-text.ts'
import { cardJob } from '../../notifications/notices.ts'
import { overwriteNotice } from '../../notifications/overwrite-card.ts'
import {
  type OpenCardRow,
  listOpenGroupCards,
  listOpenReports,
  listOpenJoinRequests,
} from '../model/open-card-queries.ts'
import { findGroupRow, type GroupRow } from '../model/group-queries.ts'
import { leaderOf, leadersOf } from '../model/responsible-people.ts'
import { listUseridsWithOpenOffer } from '../model/ownership-offer-queries.ts'

export const OVER_TOPIC = 'groups.over'

type CardContext = {
  group: GroupRow
  offered: readonly string[]
  /** Open join requests, as `userid:time` with the userid in lower case, and ids of open reports. */
  open: readonly string[]
  nameOf: (userid: string) => string
}

/** Closes the cards whose task is done: a sent card is overwritten with the result, one that still waits is dropped. */
export async function closeCards(deps: Pick<Deps, 'clock'>, tx: Tx, group: GroupRow): Promise<void> {
  const cards = await listOpenGroupCards(tx, group.id)
  if (cards.length === 0) return
  const context = await contextOf(tx, group)
  for (const card of cards) {
    const what = closingText(card, context)
    if (what === null) continue
    if (card.state === 'sent') await enqueueClosing(deps, tx, card.taskId, { what, group })
    else await saveNotice(tx, card.taskId, { state: 'dropped' })
  }
}

async function contextOf(db: Database, group: GroupRow): Promise<CardContext> {
  const offered = await listUseridsWithOpenOffer(db, group.id)
  const joinRequests = (await listOpenJoinRequests(db, group.id)).map(
    ({ userid, askedAt }) => `${userid}:${askedAt.toISOString()}`,
  )
  const reports = (await listOpenReports(db, group.id)).map(({ id }) => id)
  const people = await memberNames(db, [group.ownerId, ...(group.nextOwnerId === null ? [] : [group.nextOwnerId])])
  return { group, offered, open: [...joinRequests, ...reports], nameOf: (id) => people(id).name }
}

type Closing = { what: string; group: Pick<GroupRow, 'name' | 'version'> }

/** Enqueues the overwriting once per version and text: the card of a locked account is left out, and closed at a later change. */
const enqueueClosing = (
  { clock }: Pick<Deps, 'clock'>,
  tx: Tx,
  taskId: string,
  { what, group: { name, version } }: Closing,
): Promise<void> => {
  const job = cardJob(OVER_TOPIC, taskId, { runAt: clock.now(), payload: { values: { what, name } } })
  return enqueue(tx, [{ ...job, dedupeKey: `${job.dedupeKey}:${String(version)}:${what}` }])
}

/** Returns the new text of a card; null: its task is still open for this person. Cards are in Chinese. */
function closingText(card: OpenCardRow, { group, offered, open, nameOf }: CardContext): string | null {
  const about = card.objectId.slice(group.id.length + 1)
  const isAnswerOpen = open.some((key) => about.startsWith(key))
  const isHolder = (userid: string | null) => userid !== null && sameUserid(userid, card.userid)
  const isRunning = group.state === 'charter' || group.state === 'active'
  const closedText = (what: string) => (isRunning ? what : endText(group))
  const openOr = (isOpen: boolean, what: string) => (isOpen ? null : closedText(what))
  const leader = leaderOf(group)
  // In a group without a leader, everybody who was sent a card keeps it.
  const isActingLeader = leader === null || isHolder(leader)
  const isAnyLeader = leader === null || leadersOf(group).some(isHolder)
  const isSameReview = group.reviewOpenedAt !== null && about.startsWith(group.reviewOpenedAt.toISOString())
  switch (card.asks) {
    case 'group.charter':
      return openOr(group.state === 'charter' && isActingLeader && isHolder(group.ownerId), signedText(group))
    case 'group.charter_deputy':
      return openOr(
        group.state === 'charter' && group.vacantSince === null && isHolder(group.deputyId),
        signedText(group),
      )
    case 'group.charter_late':
      return openOr(group.state === 'charter' && group.vacantSince === null, signedText(group))
    case 'group.review':
      return openOr(isSameReview && isActingLeader, reviewedText(group))
    case 'group.review_late':
    case 'group.review_ownerless':
      return openOr(isSameReview, reviewedText(group))
    case 'group.expiring': {
      const isSameExpiry = group.expiresOn !== null && about.startsWith(group.expiresOn)
      return openOr(isRunning && isSameExpiry && isAnyLeader, isSameExpiry ? '改由群主处理' : '群已续期')
    }
    case 'group.vacant':
      return openOr(offered.some(isHolder), takenText(group, nameOf))
    case 'group.ownerless': {
      const isTaken = group.vacantSince === null || group.nextOwnerId !== null || offered.length > 0
      return isTaken || !(isRunning || group.state === 'declared') ? openOr(false, takenText(group, nameOf)) : null
    }
    case 'group.deputy_gone':
      return openOr(
        isRunning && group.deputyId === null && isHolder(leader),
        group.deputyId === null ? '改由群主设置' : '副群主已设置',
      )
    case 'group.declared':
      if (group.state === 'declared') return null
      if (group.declined !== null) return '登记未获确认'
      return group.state === 'gone' ? endText(group) : '登记已确认'
    case 'group.wish':
      return openOr(isAnswerOpen && isActingLeader, isAnswerOpen ? '改由群主答复' : '进群申请已结束')
    case 'group.reported':
      return isAnswerOpen ? null : '违规反映已答复'
    case 'group.checklist':
      if (group.state === 'gone') return endText(group)
      return group.isApplying ? null : '清单已完成'
    default:
      return null
  }
}

function endText({ state }: GroupRow): string {
  if (state === 'archived') return '群已归档'
  return state === 'declared' ? '待部门确认' : '群已结束'
}
const signedText = ({ charterSignedAt }: GroupRow): string =>
  charterSignedAt === null ? '改由他人签署' : '群主职责已签署'
const reviewedText = ({ reviewOpenedAt }: GroupRow): string => (reviewOpenedAt === null ? '成员已核对' : '改由群主核对')

function takenText({ nextOwnerId, ownerId, vacantSince }: GroupRow, nameOf: CardContext['nameOf']): string {
  if (nextOwnerId !== null) return `${nameOf(nextOwnerId)}已同意担任群主`
  return vacantSince === null ? `群主是${nameOf(ownerId)}` : '改请他人接任群主'
}

export const cardClosingHandler = (deps: SendDeps): JobHandler => ({
  async handle(job) {
    const { taskId, values } = job.payload as { taskId: string; values: { what: string; name: string } }
    const notice = await findNotice(deps.db, taskId)
    const group = notice?.groupId ? await findGroupRow(deps.db, notice.groupId) : null
    if (!notice || !group) return noWrites
    // By now the task may be open for this person again, for example because the owner is back.
    if (closingText(notice, await contextOf(deps.db, group)) === null) return noWrites
    return overwriteNotice(deps, taskId, {
      ...(await textOf(deps, 'group.over', values)),
      path: pagePaths.group(group.id),
    })
  },
})
