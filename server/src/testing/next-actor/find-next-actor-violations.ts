import type { MemberActor } from '@desk/shared/identity/actor'
import { sameUserid } from '@desk/shared/kernel/ids'
import { informingEvents, type NoticeEvent } from '@desk/shared/notices/notice-policy'
import { eq, isNotNull } from 'drizzle-orm'
import { cards, notices, policyMailings } from '../../db/schema/index.ts'
import { getHome } from '../../features/home/get-home.ts'
import { isAccountSuspended } from '../../directory/suspension-queries.ts'
import { drainOutbox } from '../drain-outbox.ts'
import type { Kit } from '../kit.ts'

/** A state: who acts next, and who has to have been notified of it. */
export type ExpectedState = {
  /** Userids; `machine`: a job or a timer; null: closed. */
  next: readonly string[] | 'machine' | null
  notified: readonly string[]
  /** The actor of the last step: the page informs them, not a card. */
  by?: string
  /** People who may act although the state does not wait for them. */
  mayAct?: readonly string[]
}

/** A way to reach a state. `enter` is the last step: the notifications it causes are counted. */
export type Scenario = {
  name: string
  arrange(kit: Kit): Promise<{ people: readonly MemberActor[]; enter(): Promise<ExpectedState> }>
}

type CompanyFixture = Record<string, MemberActor | number>
const peopleOf = (company: CompanyFixture): MemberActor[] =>
  Object.values(company).filter((value): value is MemberActor => typeof value === 'object')

/** Creates a scenario. Notifications of its preparation are sent before its last step. */
export const scenario = <Company extends CompanyFixture>(
  name: string,
  company: (kit: Kit) => Promise<Company>,
  prepare: (kit: Kit, people: Company) => Promise<() => Promise<ExpectedState>>,
): Scenario => ({
  name,
  async arrange(kit) {
    const people = await company(kit)
    const lastStep = await prepare(kit, people)
    await drainOutbox(kit.deps)
    return {
      people: peopleOf(people),
      async enter() {
        const expected = await lastStep()
        await drainOutbox(kit.deps)
        return expected
      },
    }
  },
})

/** Returns the number of messages to this person so far, in any form. */
async function countMessages({ deps }: Kit, userid: string): Promise<number> {
  const { sent, texts, mailings } = deps.wecom
  const direct = sent.filter((message) => sameUserid(message.userid, userid)).length
  const toMany = [...texts, ...mailings].filter(({ userids }) =>
    userids.some((recipient) => sameUserid(recipient, userid)),
  ).length
  // Deferred until the morning, or for the digest: it will be sent.
  const unsent = await deps.db.select({ userid: notices.userid, state: notices.state }).from(notices)
  const waiting = unsent.filter(
    (notice) => sameUserid(notice.userid, userid) && ['waiting', 'digest'].includes(notice.state),
  )
  return direct + toMany + waiting.length
}

async function countHomeTasks({ deps }: Kit, actor: MemberActor): Promise<number> {
  const { policies, ...counted } = (await getHome(deps, actor, 'zh-CN')).waiting
  return Object.values(counted).reduce((sum, { count }) => sum + count, policies.length)
}

/** Guardian events that request an action. They have no card row; group notices have the column `asks` instead. */
const actionNotices: readonly NoticeEvent[] = ['guardian.asked']
const actionMailings: readonly NoticeEvent[] = [
  'policy.question',
  'policy.review',
  'policy.approved',
  'policy.returned',
  'policy.retire_review',
]

type ActionCard = { userid: string; taskId: string }

/** Lists cards of requests and of lost devices. */
async function listRequestCards({ deps }: Kit): Promise<ActionCard[]> {
  const rows = await deps.db
    .select({ card: cards, event: notices.event })
    .from(cards)
    .leftJoin(notices, eq(notices.taskId, cards.taskId))
  const informs = (event: string | null) => informingEvents.some((informingEvent) => informingEvent === event)
  return rows.flatMap(({ card, event }) =>
    card.purpose !== 'talk' && card.responseCode !== null && !informs(event) ? [card] : [],
  )
}

/** Lists the cards of groups and guardians, which have a notice and no card row. */
async function listNoticeCards({ deps }: Kit): Promise<ActionCard[]> {
  const rows = await deps.db.select().from(notices).where(eq(notices.state, 'sent'))
  return rows.filter(({ asks, event }) => asks !== null || actionNotices.includes(event))
}

/** Lists the cards of mailings about versions and questions. A mailing is one card to several people. */
async function listMailingCards({ deps }: Kit): Promise<ActionCard[]> {
  const rows = await deps.db.select().from(policyMailings).where(isNotNull(policyMailings.sentAt))
  const requestsAction = ({ batchKey }: (typeof rows)[number]) =>
    actionMailings.some((event) => batchKey.startsWith(`${event}:`)) || batchKey.startsWith('question:')
  return rows.filter(requestsAction).flatMap(({ id, userids }) => userids.map((userid) => ({ userid, taskId: id })))
}

/** Returns who has an open card that requests an action. On a device that was reported lost, cards are not replaced. */
async function listHoldersOfOpenCards(kit: Kit): Promise<string[]> {
  const { db, wecom } = kit.deps
  const actionCards = [
    ...(await listRequestCards(kit)),
    ...(await listNoticeCards(kit)),
    ...(await listMailingCards(kit)),
  ]
  const isOver = ({ userid, taskId }: ActionCard) =>
    wecom.replaced.some((replacement) => replacement.card.taskId === taskId && sameUserid(replacement.userid, userid))
  const userids = new Set(actionCards.filter((card) => !isOver(card)).map(({ userid }) => userid))
  const holders: string[] = []
  for (const userid of userids) if (!(await isAccountSuspended(db, userid))) holders.push(userid)
  return holders
}

/**
 * Checks that home lists a task for exactly the next actors, that they and the expected others were notified, and that
 * nobody else has an open card that requests an action. Returns the violations.
 */
export async function findNextActorViolations(kit: Kit, { arrange }: Scenario): Promise<string[]> {
  const { people, enter } = await arrange(kit)
  const before = new Map<string, number>()
  for (const { userid } of people) before.set(userid, await countMessages(kit, userid))
  const { next, notified, mayAct = [], by } = await enter()
  const isNext = (userid: string) => Array.isArray(next) && next.some((actor: string) => sameUserid(actor, userid))
  const violations: string[] = []
  if (Array.isArray(next) && next.length === 0) violations.push('there is no next actor, person or machine')
  for (const actor of people) {
    const { userid } = actor
    const count = await countHomeTasks(kit, actor)
    if (isNext(userid) && count === 0) violations.push(`${userid} is the next actor, but home lists no task`)
    if (!isNext(userid) && count > 0) violations.push(`${userid} is not the next actor, but home lists a task`)
    const wasNotified = (await countMessages(kit, userid)) > (before.get(userid) ?? 0)
    if (isNext(userid) && !wasNotified && !sameUserid(userid, by ?? ''))
      violations.push(`${userid} is the next actor and was not notified`)
    if (notified.some((recipient) => sameUserid(recipient, userid)) && !wasNotified)
      violations.push(`${userid} should have been notified`)
  }
  for (const userid of await listHoldersOfOpenCards(kit))
    if (!isNext(userid) && !mayAct.includes(userid))
      violations.push(`${userid} is not the next actor, but has an open card that requests an action`)
  return violations
}
