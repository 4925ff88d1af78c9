import type { MemberActor } from '@desk/shared/identity/actor'
import { sameUserid } from '@desk/shared/kernel/ids'
import type { NoticeEvent } from '@desk/shared/notices/notice-policy'
import { eq, inArray, isNotNull } from 'drizzle-orm'
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

/** Lists the recipients of all messages so far, in any form, once for each message. */
async function listRecipients({ deps }: Kit): Promise<string[]> {
  const { sent, texts, mailings } = deps.wecom
  const direct = sent.map(({ userid }) => userid)
  const toMany = [...texts, ...mailings].flatMap(({ userids }) => userids)
  // Deferred until the morning, or for the digest: it will be sent.
  const unsent = await deps.db
    .select({ userid: notices.userid })
    .from(notices)
    .where(inArray(notices.state, ['waiting', 'digest']))
  return [...direct, ...toMany, ...unsent.map(({ userid }) => userid)].map((userid) => userid.toLowerCase())
}

/** Returns the number of messages to each person so far, by their userid in lower case. */
async function countMessages(kit: Kit): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  for (const userid of await listRecipients(kit)) counts.set(userid, (counts.get(userid) ?? 0) + 1)
  return counts
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

/** Events of cards about a lost-device case that does not wait for their recipients. */
const informingEvents: readonly NoticeEvent[] = [
  'device.locked',
  'device.doubted',
  'device.unlocked',
  'device.dismissed',
  'device.expired',
  'device.gone',
  'device.not_locked',
  // It asks whether the person leaves, which is decided elsewhere: the locked account waits for the person.
  'device.reminder',
  // What it asks, to talk to the person, is no step of the case.
  'device.exposure',
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
 * Checks that home lists a task for exactly the next actors, that they and the expected others were notified and nobody
 * else was, and that nobody else has an open card that requests an action. Returns the violations.
 */
export async function findNextActorViolations(kit: Kit, { arrange }: Scenario): Promise<string[]> {
  const { people, enter } = await arrange(kit)
  const before = await countMessages(kit)
  const { next, notified, mayAct = [], by } = await enter()
  const after = await countMessages(kit)
  const hasNewMessage = (userid: string) =>
    (after.get(userid.toLowerCase()) ?? 0) > (before.get(userid.toLowerCase()) ?? 0)
  const includes = (userids: readonly string[], userid: string) => userids.some((other) => sameUserid(other, userid))
  const isNext = (userid: string) => Array.isArray(next) && includes(next, userid)
  const violations: string[] = []
  if (Array.isArray(next) && next.length === 0) violations.push('there is no next actor, person or machine')
  for (const actor of people) {
    const { userid } = actor
    const count = await countHomeTasks(kit, actor)
    if (isNext(userid) && count === 0) violations.push(`${userid} is the next actor, but home lists no task`)
    if (!isNext(userid) && count > 0) violations.push(`${userid} is not the next actor, but home lists a task`)
    if (isNext(userid) && !hasNewMessage(userid) && !sameUserid(userid, by ?? ''))
      violations.push(`${userid} is the next actor and was not notified`)
  }
  for (const userid of notified) if (!hasNewMessage(userid)) violations.push(`${userid} should have been notified`)
  for (const userid of after.keys())
    if (hasNewMessage(userid) && !isNext(userid) && !includes([...notified, ...mayAct], userid))
      violations.push(`${userid} was notified, but neither acts next nor has to know`)
  for (const userid of await listHoldersOfOpenCards(kit))
    if (!isNext(userid) && !mayAct.includes(userid))
      violations.push(`${userid} is not the next actor, but has an open card that requests an action`)
  return violations
}
