import type { CalendarDay } from '@desk/shared/kernel/calendar-day'
import { dayIn } from '@desk/shared/kernel/calendar-day'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { fillMessage, type MessageTextName } from '@desk/shared/notices/message-templates'
import { REMINDERS } from '@desk/shared/policies/roster'
import { loadText } from '../../notifications/message-template-queries.ts'
import { COMPANY } from '../roster/count-queries.ts'
import { findLivePolicy, findVersion, listLivePolicies, type LivePolicy } from '../document/policy-queries.ts'
import { countedNo, readingFacts, toTask } from '../signing/reading-facts.ts'
import type { MailDeps } from '../document/policy-deps.ts'
import {
  listCameBack,
  listNotified,
  type MailedCard,
  type RoundRow,
  type RoundScope,
} from './reminder-batch-queries.ts'
import {
  afterUserid,
  amongUserids,
  counterIsOneOf,
  inSubtree,
  listActiveUserids,
  listRoster,
  type RosterRow,
  upToUserid,
  every,
} from '../roster/roster-queries.ts'

/** Receivers of one call (doc 90236). */
const PAGE = 1000

type Group = { card: MailedCard; policyIds: string[]; userids: string[] }
export type Page = { groups: Group[]; upTo: string; isLast: boolean }

/** The next people to be told, and what; people who are told the same stand together. */
export function nextPage(deps: MailDeps, round: RoundRow): Promise<Page> {
  return round.scope.kind === 'daily' ? dailyPage(deps, round, round.scope) : policyPage(deps, round, round.scope)
}

const owing = ['open', 'pending', 'overdue', 'undelivered'] as const

async function policyPage(
  deps: MailDeps,
  round: RoundRow,
  scope: Exclude<RoundScope, { kind: 'daily' }>,
): Promise<Page> {
  const policy = await findLivePolicy(deps.db, scope.policyId)
  if (!policy || (await isReplaced(deps, round, policy))) return { groups: [], upTo: round.afterUserid, isLast: true }
  const narrow =
    scope.kind === 'urged'
      ? [
          ...(scope.userids === null ? [] : [amongUserids(scope.userids)]),
          ...(scope.departmentId === COMPANY ? [] : [inSubtree(scope.departmentId)]),
        ]
      : []
  const rows = await listRoster(deps, policy, {
    only: every([afterUserid(round.afterUserid), ...narrow]),
    // That a change asks nothing is for who signed: everybody else reads it as a leave not to.
    where: counterIsOneOf(scope.kind === 'told' ? ['signed'] : owing),
    limit: PAGE,
  })
  const groups = new Map<string, Group>()
  for (const row of rows) {
    const key = scope.kind === 'asked' ? `${String(countedNo(row))}:${dayOf(deps, row.dueAt)}` : ''
    const group = groups.get(key) ?? {
      card: await cardOf(deps, scope.kind, policy, row),
      policyIds: scope.kind === 'told' ? [] : [policy.id],
      userids: [],
    }
    group.userids.push(row.userid)
    groups.set(key, group)
  }
  return { groups: [...groups.values()], upTo: rows.at(-1)?.userid ?? round.afterUserid, isLast: rows.length < PAGE }
}

/** A version that asks anew says so itself: who waits for the night to end is not told of both. */
async function isReplaced(deps: MailDeps, { key, scope }: RoundRow, policy: LivePolicy): Promise<boolean> {
  if (scope.kind === 'urged') return false
  const version = await findVersion(deps.db, key.slice(key.indexOf(':') + 1) as LivePolicy['versionId'])
  return version !== null && policy.requiresNo > version.no
}

async function cardOf(
  deps: MailDeps,
  kind: 'asked' | 'told' | 'urged',
  policy: LivePolicy,
  row: RosterRow,
): Promise<MailedCard> {
  const { titleZh: title, label } = policy
  if (kind !== 'asked') return toCard(deps, `policy.${kind}`, { title, label }, policy)
  const facts = await readingFacts(deps, policy, row, 'zh-CN')
  const { toRead, seconds, isDelta } = toTask(policy, row, facts)
  // A version that only removes has nothing to read: it is signed as a whole.
  const hasNews = isDelta && toRead > 0
  const values = {
    title,
    label,
    count: String(hasNews ? toRead : facts.clauses.length),
    seconds: String(seconds),
    day: dayWords(dayOf(deps, row.dueAt)),
  }
  return toCard(deps, hasNews ? 'policy.delta' : 'policy.asked', values, policy)
}

async function toCard(
  deps: MailDeps,
  text: MessageTextName,
  values: Record<string, string>,
  { id }: Pick<LivePolicy, 'id'>,
): Promise<MailedCard> {
  return { ...fillMessage(await loadText(deps.db, text), values), rows: [], path: pagePaths.policy(id) }
}

const dayOf = ({ site }: MailDeps, at: Date) => dayIn(site.timeZone, at)
const dayWords = (day: CalendarDay) => `${String(Number(day.slice(5, 7)))} 月 ${String(Number(day.slice(8)))} 日`

type Daily = Extract<RoundScope, { kind: 'daily' }>

async function dailyPage(deps: MailDeps, round: RoundRow, scope: Daily): Promise<Page> {
  const userids = await listActiveUserids(deps.db, round.afterUserid, PAGE)
  const upTo = userids.at(-1) ?? round.afterUserid
  const due = new Map<string, LivePolicy[]>()
  const back = await cameBack(deps, round, scope)
  if (userids.length > 0)
    for (const policy of await listLivePolicies(deps.db)) {
      const rows = await listRoster(deps, policy, {
        only: every([afterUserid(round.afterUserid), upToUserid(upTo)]),
        where: counterIsOneOf(owing),
        limit: PAGE,
      })
      const fresh = rows.filter((row) => back.has(row.userid.toLowerCase()) || isFirstDue(policy, row, round, scope))
      const object = policy.versionId
      const told = await listNotified(deps.db, {
        event: 'policy.asked',
        object,
        userids: fresh.map((row) => row.userid),
      })
      const first = new Set(fresh.filter((row) => !wasTold(row, told)))
      for (const row of rows)
        if (first.has(row) || isReminderDue(deps, policy, row, round.day, scope.since))
          due.set(row.userid, [...(due.get(row.userid) ?? []), policy])
    }
  const groups = new Map<string, Group>()
  for (const [userid, policies] of due) {
    const key = policies.map(({ id }) => id).join()
    const group = groups.get(key) ?? {
      card: await reminder(deps, policies),
      policyIds: policies.map(({ id }) => id),
      userids: [],
    }
    group.userids.push(userid)
    groups.set(key, group)
  }
  return { groups: [...groups.values()], upTo, isLast: userids.length < PAGE }
}

/** Since he is asked: what he heard before he came back, or was asked anew, was about another time. */
const wasTold = ({ userid, askedFrom }: RosterRow, told: ReadonlyMap<string, Date>): boolean => {
  const at = told.get(userid)
  return at !== undefined && at >= askedFrom
}

/** His account was locked when everybody was told, and is his again: his days are the same, and he hears of them now. */
const cameBack = async (deps: MailDeps, { startedAt }: RoundRow, { sinceAt }: Daily): Promise<ReadonlySet<string>> =>
  sinceAt === undefined
    ? new Set<string>()
    : listCameBack(deps.db, { after: sinceAt === null ? null : new Date(sinceAt), upTo: startedAt })

/** One card a day, whatever is due. */
async function reminder(deps: MailDeps, policies: readonly LivePolicy[]): Promise<MailedCard> {
  const [first] = policies
  const values = { count: String(policies.length), title: policies.map(({ titleZh }) => titleZh).join('、') }
  const text = fillMessage(await loadText(deps.db, 'policy.reminded'), values)
  const rows = policies
    .slice(0, 6)
    .map(({ titleZh, label }, index) => ({ name: String(index + 1), value: `${titleZh} ${label}` }))
  return { ...text, rows, path: first && policies.length === 1 ? pagePaths.policy(first.id) : pagePaths.policies }
}

const daysBetween = (from: CalendarDay, to: CalendarDay) => (Date.parse(to) - Date.parse(from)) / 86_400_000

/**
 * Who came, came back, was asked anew or came to be bound after everybody else was told hears of it here for the first
 * time: in the round after that moment.
 */
const isFirstDue = (
  { asksSince }: LivePolicy,
  { askedFrom }: RosterRow,
  { startedAt }: RoundRow,
  scope: Daily,
): boolean =>
  scope.sinceAt !== undefined &&
  askedFrom > asksSince &&
  askedFrom <= startedAt &&
  askedFrom > (scope.sinceAt === null ? asksSince : new Date(scope.sinceAt))

/** 1×, 2×, 3× the interval since he was asked. What fell due while nobody worked, or while we were down, is due today. */
function isReminderDue(
  deps: MailDeps,
  policy: LivePolicy,
  row: RosterRow,
  day: CalendarDay,
  since: string | null,
): boolean {
  const asked = dayOf(deps, row.askedFrom > policy.asksSince ? row.askedFrom : policy.asksSince)
  const rungOn = (on: CalendarDay) =>
    Math.min(REMINDERS, Math.max(0, Math.floor(daysBetween(asked, on) / policy.remindEveryDays)))
  return rungOn(day) > rungOn(since ?? asked)
}
