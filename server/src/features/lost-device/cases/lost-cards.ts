import { MINUTE_MS } from '@desk/shared/kernel/durations'
import type { MessageTextName } from '@desk/shared/message-templates/message-templates'
import type { NoticeEvent } from '@desk/shared/notices/notice-policy'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { sameUserid } from '@desk/shared/kernel/same-userid'
import { isLockPhase, type LostReason, type ReporterKind } from '@desk/shared/lost-device/lost-device'
import { countsFrom, EXPIRES_MS, REMIND_AFTER_DAYS, REVIEW_MS } from '@desk/shared/lost-device/lost-device-rules'
import { memberNames } from '../../../directory/member-names.ts'
import type { NoticeCard } from '../../../ports/wecom.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { cardTime } from '../../notifications/card-dates.ts'
import type { NoticeRow } from '../../notifications/notice-queries.ts'
import { textOf, toCard } from '../../notifications/notice-text.ts'
import type { CaseRow } from './case-queries.ts'
import { reportersOf } from './enqueue-case-jobs.ts'
import { currentOnCallPhones } from './on-call-roster.ts'

/** Cards are in Chinese, because they are read in WeCom; the pages follow the reader's language. */
const reasonText = {
  lost: '丢了',
  stolen: '被偷了',
  broken: '坏了、没电',
  planned: '换手机',
  unstated: '',
} as const satisfies Record<LostReason, string>
const reporterText = {
  owner: '本人',
  guardian: '守护人',
  dept_admin: '部门管理员',
  ops: '运维',
  hr: '人事',
  colleague: '同事',
} as const satisfies Record<ReporterKind, string>

/** Texts of the causes for which an account is not locked; other causes are shown by their code. */
const causeText: Readonly<Record<string, string>> = {
  no_contacts_secret: '应用没有通讯录权限',
  48002: '应用没有通讯录权限',
  60011: '应用没有通讯录权限',
  timeout: '企业微信未响应',
  dropped: '企业微信未响应',
  bad_answer: '企业微信的响应无法识别',
  internal: '应用出错',
}

const timeIn = (timeZone: string, at: Date, { seconds = false } = {}): string =>
  new Intl.DateTimeFormat('zh-CN', {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    ...(seconds ? { second: '2-digit' } : {}),
  }).format(at)

const withPhone: readonly NoticeEvent[] = ['device.contested', 'device.lock_failed', 'device.reopened']
/** Notices that report the end of a case. */
const endingNotices: readonly NoticeEvent[] = ['device.dismissed', 'device.expired', 'device.gone']

function textNameOf(event: NoticeEvent, row: CaseRow, now: Date): MessageTextName {
  if (event === 'device.locked' && row.proof === 'word') return 'device.locked_by_word'
  if (event === 'device.urgent_review' && now > reviewUntil(row)) return 'device.review_late'
  // All other texts have the name of their event.
  return event as MessageTextName
}

const reviewUntil = ({ reportedAt }: CaseRow) => new Date(reportedAt.getTime() + REVIEW_MS)

const startedAt = ({ reportedAt: reported, orderedAt: ordered, reopenedAt: reopened }: CaseRow): Date =>
  countsFrom({ reported, ordered, reopened })

/** Returns what to do about suspicious records, which may be found after the account was unlocked. */
function exposureAdvice({ phase }: CaseRow): string {
  if (isLockPhase(phase)) return '请与本人核对，如非本人操作请保持锁定'
  return phase === 'left' ? '请到管理后台查看' : '账号已恢复，如非本人操作请再次上报锁定'
}

/** Returns the current card of a notice about this case. */
export async function lostCardOf(
  deps: ReadDeps,
  row: CaseRow,
  { event, taskId, line, userid }: Pick<NoticeRow, 'event' | 'taskId' | 'line' | 'userid'>,
): Promise<NoticeCard> {
  const { timeZone } = deps.site
  const { subjectId, reporterId, identityBy, orderedBy } = row
  const names = await memberNames(
    deps.db,
    [subjectId, reporterId, identityBy, orderedBy].flatMap((userid) => userid ?? []),
  )
  const nameOf = (userid: string | null) => (userid === null ? '' : names(userid).name)
  const isReporter = reportersOf(row).some((reporter) => sameUserid(reporter, userid))
  const began = startedAt(row)
  const elapsedMs = (row.confirmedAt ?? began).getTime() - began.getTime()
  const now = deps.clock.now()
  const values = {
    // A colleague must not learn whether the person exists, so they read the name that they typed.
    subject: endingNotices.includes(event) && isReporter ? row.label : nameOf(subjectId),
    reporter: nameOf(reporterId),
    until:
      now > reviewUntil(row)
        ? cardTime(timeZone, new Date(row.reportedAt.getTime() + EXPIRES_MS))
        : timeIn(timeZone, reviewUntil(row)),
    minutes: String(Math.floor((now.getTime() - row.reportedAt.getTime()) / MINUTE_MS)),
    seconds: String(Math.round(elapsedMs / 1000)),
    took: elapsedMs < 1000 ? '不到 1 秒' : `${String(Math.round(elapsedMs / 1000))} 秒`,
    cause: causeText[row.trouble ?? ''] ?? (row.trouble === null ? '尚未核对到已停用' : `企业微信返回 ${row.trouble}`),
    decider: nameOf(orderedBy),
    checker: nameOf(identityBy),
    days: String(REMIND_AFTER_DAYS),
    advice: exposureAdvice(row),
  }
  const text = await textOf(deps, textNameOf(event, row, now), values)
  return toCard(deps, taskId, {
    ...text,
    rows: [...(line === null ? [] : [{ name: '发现', value: line }]), ...(await rowsOf(deps, row, event))],
    path: pagePaths.lostCase(row.id),
    button: captionOf(event),
    ...cardActionsOf(row, event),
  })
}

function captionOf(event: NoticeEvent): string {
  switch (event) {
    case 'device.urgent_review':
      return '查看详情'
    case 'device.reported':
      return '手机在我手上'
    case 'device.lock_failed':
      return '手动停用'
    case 'device.reopened':
      return '去决定'
    case 'device.unlock':
      return '去解锁'
    case 'device.unlock_failed':
      return '手动启用'
    case 'device.recovery':
      return '去核实'
    case 'device.unlocked':
      return '待完成事项'
    case 'device.not_locked':
      return '查看上报人'
    case 'device.exposure':
      return '查看记录'
    default:
      return '查看进展'
  }
}

/** Returns the buttons that decide in the chat, on exactly the content of the card. */
const cardActionsOf = ({ seenHash }: CaseRow, event: NoticeEvent): Pick<NoticeCard, 'actions'> =>
  event !== 'device.urgent_review'
    ? {}
    : {
        actions: [
          { caption: '立即锁定', key: `lost:lock:${seenHash}` },
          { caption: '驳回', key: `lost:dismiss:${seenHash}` },
        ],
      }

async function rowsOf(deps: ReadDeps, row: CaseRow, event: NoticeEvent): Promise<NoticeCard['rows']> {
  const { timeZone } = deps.site
  const [duty] = await currentOnCallPhones(deps, row.subjectId)
  const facts = [
    {
      name: '原因',
      value: [reasonText[row.why], row.note].filter((text) => text !== '').join('，') || '未填写',
    },
    { name: '最后使用', value: row.isLastSeenStated ? cardTime(timeZone, row.lastSeenAt) : '未填写' },
    { name: '上报', value: timeIn(timeZone, row.reportedAt, { seconds: true }) },
  ]
  const phone = duty ? [{ name: '值班', value: `${duty.name} ${duty.phone}` }] : []
  // The recipient may not be the owner of the phone.
  if (event === 'device.reported' || event === 'device.unlocked' || event === 'device.not_locked') return phone
  if (event === 'device.locked' && row.confirmedAt)
    return [
      { name: '上报人', value: reporterText[row.reporterKind] },
      {
        name: row.reopenedAt === null ? '上报' : '再次锁定',
        value: timeIn(timeZone, startedAt(row), { seconds: true }),
      },
      { name: '确认', value: timeIn(timeZone, row.confirmedAt, { seconds: true }) },
    ]
  return withPhone.includes(event) ? [...facts, ...phone] : facts
}
