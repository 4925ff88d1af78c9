import { daysBetween } from '@desk/shared/kernel/working-calendar'
import { type CalendarDay, dayIn } from '@desk/shared/kernel/calendar-day'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { fillMessage, type MessageTextName } from '@desk/shared/message-templates/message-templates'
import { MAX_REMINDERS } from '@desk/shared/policies/roster'
import type { MailedCard } from '../../notifications/mailing-queries.ts'
import { loadText } from '../../notifications/message-template-queries.ts'
import { findActivePolicy, findVersion, listActivePolicies, type ActivePolicy } from '../document/policy-queries.ts'
import { validSignedNo, readingFacts, toTask } from '../signing/reading-facts.ts'
import type { MessageDeps } from './message-deps.ts'
import { toSelected } from './remind-queries.ts'
import {
  listReactivated,
  listNotified,
  type ReminderBatchRow,
  type ReminderBatchScope,
} from './reminder-batch-queries.ts'
import { toSelectionConditions } from '../roster/selection-queries.ts'
import {
  afterUserid,
  hasState,
  isUnsigned,
  listRoster,
  type RosterRow,
  upToUserid,
  allOf,
} from '../roster/roster-queries.ts'
import { listActiveUserids } from '../roster/userid-queries.ts'

/** Maximum number of recipients of one call (WeCom doc 90236). */
const PAGE_SIZE = 1000
/** Maximum number of rows of a card (WeCom doc 90236). */
const MAX_ROWS = 6

type Group = { card: MailedCard; policyIds: string[]; userids: string[] }
export type Page = { groups: Group[]; upTo: string; isLast: boolean }

/** Returns the next recipients of a batch, grouped by card. */
export function nextBatchPage(deps: MessageDeps, batch: ReminderBatchRow): Promise<Page> {
  return batch.scope.kind === 'daily' ? dailyPage(deps, batch, batch.scope) : policyPage(deps, batch, batch.scope)
}

async function policyPage(
  deps: MessageDeps,
  batch: ReminderBatchRow,
  scope: Exclude<ReminderBatchScope, { kind: 'daily' }>,
): Promise<Page> {
  const policy = await findActivePolicy(deps.db, scope.policyId)
  if (!policy || (await isReplaced(deps, batch, policy))) return { groups: [], upTo: batch.afterUserid, isLast: true }
  const chosen =
    scope.kind === 'urged' ? toSelectionConditions(deps, policy, toSelected(scope)) : { only: [], where: [] }
  const rows = await listRoster(deps, policy, {
    only: allOf([afterUserid(batch.afterUserid), ...chosen.only]),
    // Only people who signed are notified of a minor version: others could take it as permission not to sign.
    where: scope.kind === 'told' ? hasState('signed', deps.clock.now()) : allOf([isUnsigned, ...chosen.where]),
    limit: PAGE_SIZE,
  })
  const groups = new Map<string, Group>()
  for (const row of rows) {
    const key = scope.kind === 'asked' ? `${String(validSignedNo(row))}:${dayOf(deps, row.dueAt)}` : ''
    const group = groups.get(key) ?? {
      card: withNote(await cardOf(deps, scope.kind, policy, row), scope),
      policyIds: scope.kind === 'told' ? [] : [policy.id],
      userids: [],
    }
    group.userids.push(row.userid)
    groups.set(key, group)
  }
  return {
    groups: [...groups.values()],
    upTo: rows.at(-1)?.userid ?? batch.afterUserid,
    isLast: rows.length < PAGE_SIZE,
  }
}

/** Adds what the sender wrote. */
const withNote = (card: MailedCard, scope: ReminderBatchScope): MailedCard =>
  scope.kind === 'urged' && scope.note ? { ...card, rows: [{ name: '附言', value: scope.note }] } : card

/** Returns whether a newer version has to be signed: its batch replaces this one, which was deferred to the morning. */
async function isReplaced(deps: MessageDeps, { key, scope }: ReminderBatchRow, policy: ActivePolicy): Promise<boolean> {
  if (scope.kind === 'urged') return false
  const version = await findVersion(deps.db, key.slice(key.indexOf(':') + 1) as ActivePolicy['versionId'])
  return version !== null && policy.requiresNo > version.no
}

async function cardOf(
  deps: MessageDeps,
  kind: 'asked' | 'told' | 'urged',
  policy: ActivePolicy,
  row: RosterRow,
): Promise<MailedCard> {
  const { titleZh: title, label } = policy
  if (kind !== 'asked') return toCard(deps, `policy.${kind}`, { title, label }, policy)
  // One card for many: the reading time is that of members without duties.
  const facts = await readingFacts(deps, policy, row, { language: 'zh-CN', duties: [] })
  const { toRead, seconds, isDelta } = toTask(policy, row, facts)
  // A version that only removes clauses has nothing to read and is signed as a whole.
  const hasChanges = isDelta && toRead > 0
  const values = {
    title,
    label,
    count: String(hasChanges ? toRead : facts.clauses.length),
    seconds: String(seconds),
    day: formatDay(dayOf(deps, row.dueAt)),
  }
  return toCard(deps, hasChanges ? 'policy.delta' : 'policy.asked', values, policy)
}

async function toCard(
  deps: MessageDeps,
  text: MessageTextName,
  values: Record<string, string>,
  { id }: Pick<ActivePolicy, 'id'>,
): Promise<MailedCard> {
  return { ...fillMessage(await loadText(deps.db, text), values), rows: [], path: pagePaths.policy(id) }
}

const dayOf = ({ site }: MessageDeps, at: Date) => dayIn(site.timeZone, at)
const formatDay = (day: CalendarDay) => `${String(Number(day.slice(5, 7)))} 月 ${String(Number(day.slice(8)))} 日`

type DailyScope = Extract<ReminderBatchScope, { kind: 'daily' }>

async function dailyPage(deps: MessageDeps, batch: ReminderBatchRow, scope: DailyScope): Promise<Page> {
  const userids = await listActiveUserids(deps.db, batch.afterUserid, PAGE_SIZE)
  const upTo = userids.at(-1) ?? batch.afterUserid
  const policiesByUserid = new Map<string, ActivePolicy[]>()
  const reactivated = await findReactivated(deps, batch, scope)
  if (userids.length > 0)
    for (const policy of await listActivePolicies(deps.db)) {
      const rows = await listRoster(deps, policy, {
        only: allOf([afterUserid(batch.afterUserid), upToUserid(upTo)]),
        where: isUnsigned,
        limit: PAGE_SIZE,
      })
      const candidates = rows.filter(
        (row) => reactivated.has(row.userid.toLowerCase()) || isFirstDue(policy, row, batch, scope),
      )
      const notified = await listNotified(deps.db, {
        event: 'policy.asked',
        object: policy.versionId,
        userids: candidates.map((row) => row.userid),
      })
      const first = new Set(candidates.filter((row) => !wasNotified(row, notified)))
      for (const row of rows)
        if (first.has(row) || isReminderDue(deps, policy, row, batch.day, scope.since))
          policiesByUserid.set(row.userid, [...(policiesByUserid.get(row.userid) ?? []), policy])
    }
  const groups = new Map<string, Group>()
  for (const [userid, policies] of policiesByUserid) {
    const key = policies.map(({ id }) => id).join()
    const group = groups.get(key) ?? {
      card: await toReminderCard(deps, policies),
      policyIds: policies.map(({ id }) => id),
      userids: [],
    }
    group.userids.push(userid)
    groups.set(key, group)
  }
  return { groups: [...groups.values()], upTo, isLast: userids.length < PAGE_SIZE }
}

/**
 * Returns whether the person was notified since the signature was required of them. Earlier notices were about an earlier
 * requirement.
 */
const wasNotified = ({ userid, requiredFrom }: RosterRow, notified: ReadonlyMap<string, Date>): boolean => {
  const at = notified.get(userid)
  return at !== undefined && at >= requiredFrom
}

/**
 * Finds members whose account became active since the last daily batch: earlier messages did not reach them. They keep their
 * due date and are notified now.
 */
const findReactivated = async (
  deps: MessageDeps,
  { startedAt }: ReminderBatchRow,
  { sinceAt }: DailyScope,
): Promise<ReadonlySet<string>> =>
  sinceAt === undefined
    ? new Set<string>()
    : listReactivated(deps.db, { after: sinceAt === null ? null : new Date(sinceAt), upTo: startedAt })

/** Composes the day's card, which counts the due policies and lists the first six. */
async function toReminderCard(deps: MessageDeps, policies: readonly ActivePolicy[]): Promise<MailedCard> {
  const [first] = policies
  const values = { count: String(policies.length), title: policies.map(({ titleZh }) => titleZh).join('、') }
  const text = fillMessage(await loadText(deps.db, 'policy.reminded'), values)
  const rows = policies
    .slice(0, MAX_ROWS)
    .map(({ titleZh, label }, index) => ({ name: String(index + 1), value: `${titleZh} ${label}` }))
  return { ...text, rows, path: first && policies.length === 1 ? pagePaths.policy(first.id) : pagePaths.policies }
}

/**
 * Returns whether this batch is the first to notify a person whose signature became required later than that of others,
 * because they joined, returned, came into the audience, have to sign again, or because their exemption ended.
 */
const isFirstDue = (
  { requiredSince }: ActivePolicy,
  { requiredFrom }: RosterRow,
  { startedAt }: ReminderBatchRow,
  scope: DailyScope,
): boolean =>
  scope.sinceAt !== undefined &&
  requiredFrom > requiredSince &&
  requiredFrom <= startedAt &&
  requiredFrom > (scope.sinceAt === null ? requiredSince : new Date(scope.sinceAt))

/**
 * Returns whether a reminder is due: after 1, 2 and 3 intervals. Those that became due on days off or during downtime
 * are due today.
 */
function isReminderDue(
  deps: MessageDeps,
  policy: ActivePolicy,
  row: RosterRow,
  day: CalendarDay,
  since: string | null,
): boolean {
  const start = dayOf(deps, row.requiredFrom > policy.requiredSince ? row.requiredFrom : policy.requiredSince)
  const remindersUntil = (on: CalendarDay) =>
    Math.min(MAX_REMINDERS, Math.max(0, Math.floor(daysBetween(start, on) / policy.remindEveryDays)))
  return remindersUntil(day) > remindersUntil(since ?? start)
}
