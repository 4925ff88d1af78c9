import type { LostPhase } from '@desk/shared/lost-device/lost-device'
import type { NoticeEvent } from '@desk/shared/notices/notice-policy'
import { memberNames } from '../../../directory/member-names.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { type CardText, textOf } from '../../notifications/notice-text.ts'
import type { CaseRow } from './case-queries.ts'

/** State of the account for the title of a card. */
const states = {
  urgent_review: '待决定',
  locking: '正在锁定',
  lock_sent: '正在锁定',
  lock_failed: '尚未锁定',
  locked: '已锁定',
  recovery: '已锁定，待核实本人',
  identity_ok: '已锁定，待解锁',
  // A card is updated once, so the text must stay true.
  unlocking: '已决定解锁',
  aftercare: '已恢复',
  closed: '已办结',
  dismissed: '未锁定',
  left: '已结束',
  reopened: '被重新启用，待决定',
} as const satisfies Record<LostPhase, string>

type Names = { checker: string; unlocker: string }

/** Returns who or what caused the state. */
function becauseOf({ phase, doubtedAt, proof }: CaseRow, { checker, unlocker }: Names): string {
  switch (phase) {
    case 'identity_ok':
      return `${checker}已核实本人`
    case 'unlocking':
      return `${unlocker}已处理，打开查看结果`
    case 'aftercare':
    case 'closed':
      return unlocker === '' ? '账号可正常使用' : `${unlocker}已解锁`
    case 'reopened':
      return '不是从企微自助解锁的'
    case 'locked':
      if (doubtedAt !== null) return '未能核实为本人，继续锁定'
      return proof === 'word' ? '两人确认已停用，未经企业微信核实' : '企业微信已确认'
    default:
      return '无需你处理'
  }
}

/** Returns the text of a card whose request or message no longer applies. */
export async function closedCardText(deps: Pick<Deps, 'db'>, row: CaseRow, event: NoticeEvent): Promise<CardText> {
  const { subjectId, orderedBy, identityBy, unlockBy } = row
  const names = await memberNames(
    deps.db,
    [subjectId, orderedBy, identityBy, unlockBy].flatMap((userid) => userid ?? []),
  )
  const nameOf = (userid: string | null) => (userid === null ? '' : names(userid).name)
  const subject = nameOf(subjectId)
  if (row.phase === 'left') return { ...(await textOf(deps, 'device.gone', { subject })), rows: [] }
  if (event === 'device.urgent_review' || event === 'device.reported') {
    if (row.phase === 'dismissed' && orderedBy === null)
      return { ...(await textOf(deps, 'device.expired', { subject })), rows: [] }
    const decider = orderedBy === null ? '两位同事' : nameOf(orderedBy)
    return { ...(await textOf(deps, 'device.taken', { subject, decider })), rows: [] }
  }
  // These cards also go to colleagues who reported: they show the state, and not who unlocked.
  const isForAll = event === 'device.locked' || event === 'device.doubted'
  const because = becauseOf(row, { checker: nameOf(identityBy), unlocker: isForAll ? '' : nameOf(unlockBy) })
  return { ...(await textOf(deps, 'device.over', { subject, state: states[row.phase], because })), rows: [] }
}

/** Returns the text of a card that a newer card replaces. */
export async function supersededCardText(deps: Pick<Deps, 'db'>, row: CaseRow): Promise<CardText> {
  const subject = (await memberNames(deps.db, [row.subjectId]))(row.subjectId).name
  const values = { subject, state: states[row.phase], because: '请查看最新的卡片' }
  return { ...(await textOf(deps, 'device.over', values)), rows: [] }
}
