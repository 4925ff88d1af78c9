import type { MemberActor } from '@desk/shared/identity/actor'
import { sameUserid } from '@desk/shared/kernel/ids'
import { informingEvents, type NoticeEvent } from '@desk/shared/notices/notice-policy'
import { eq, isNotNull } from 'drizzle-orm'
import { cards, notices, policyMailings } from '../../db/schema/index.ts'
import { getHome } from '../../features/home/get-home.ts'
import { isAccountLocked } from '../../directory/locked-account-queries.ts'
import { drainOutbox } from '../drain-outbox.ts'
import type { Kit } from '../kit.ts'

/** Where something stands: whose turn it is, and who waited and is to have heard of it. */
export type Stand = {
  /** Userids; `machine`: a job or a timer; null: it is over. */
  next: readonly string[] | 'machine' | null
  told: readonly string[]
  /** Who took the last step: the page told them, no card does. */
  by?: string
  /** Who may say something, though nobody waits for it. */
  mayAct?: readonly string[]
}

/** Something that can be driven into a place where it stands. `enter` is the last step: what is said then is counted. */
export type Story = {
  name: string
  arrange(kit: Kit): Promise<{ people: readonly MemberActor[]; enter(): Promise<Stand> }>
}

type Everybody = Record<string, MemberActor | number>
const peopleOf = (company: Everybody): MemberActor[] =>
  Object.values(company).filter((one): one is MemberActor => typeof one === 'object')

/** Everything that was owed by then is said, and what follows is the story's last step. */
export const story = <Company extends Everybody>(
  name: string,
  company: (kit: Kit) => Promise<Company>,
  tell: (kit: Kit, people: Company) => Promise<() => Promise<Stand>>,
): Story => ({
  name,
  async arrange(kit) {
    const people = await company(kit)
    const last = await tell(kit, people)
    await drainOutbox(kit.deps)
    return {
      people: peopleOf(people),
      async enter() {
        const stand = await last()
        await drainOutbox(kit.deps)
        return stand
      },
    }
  },
})

/** What was said to this person so far, in whatever form. */
async function saidTo({ deps }: Kit, userid: string): Promise<number> {
  const { sent, texts, mailings } = deps.wecom
  const direct = sent.filter((one) => sameUserid(one.userid, userid)).length
  const toMany = [...texts, ...mailings].filter(({ userids }) => userids.some((one) => sameUserid(one, userid))).length
  // Held back until the morning, or for the digest: it is on its way.
  const owed = await deps.db.select({ userid: notices.userid, state: notices.state }).from(notices)
  const waiting = owed.filter((one) => sameUserid(one.userid, userid) && ['waiting', 'digest'].includes(one.state))
  return direct + toMany + waiting.length
}

async function onHome({ deps }: Kit, actor: MemberActor): Promise<number> {
  const { policies, ...counted } = (await getHome(deps, actor, 'zh-CN')).waiting
  return Object.values(counted).reduce((sum, { count }) => sum + count, policies.length)
}

/** Of those that are kept as notices alone: guardians'. Those of groups say themselves what they ask. */
const askingNotices: readonly NoticeEvent[] = ['guardian.asked']
const askingMailings: readonly NoticeEvent[] = [
  'policy.question',
  'policy.review',
  'policy.approved',
  'policy.returned',
]

type Asking = { userid: string; taskId: string }

/** Cards of requests and of lost devices. */
async function askingCards({ deps }: Kit): Promise<Asking[]> {
  const rows = await deps.db
    .select({ card: cards, event: notices.event })
    .from(cards)
    .leftJoin(notices, eq(notices.taskId, cards.taskId))
  const informs = (event: string | null) => informingEvents.some((one) => one === event)
  return rows.flatMap(({ card, event }) =>
    card.purpose !== 'talk' && card.responseCode !== null && !informs(event) ? [card] : [],
  )
}

/** Cards that only a notice keeps: groups' and guardians'. */
async function askingSent({ deps }: Kit): Promise<Asking[]> {
  const rows = await deps.db.select().from(notices).where(eq(notices.state, 'sent'))
  return rows.filter(({ asks, event }) => asks !== null || askingNotices.includes(event))
}

/** One card to several people: of versions and of questions. */
async function askingMailed({ deps }: Kit): Promise<Asking[]> {
  const rows = await deps.db.select().from(policyMailings).where(isNotNull(policyMailings.sentAt))
  const asks = ({ batchKey }: (typeof rows)[number]) =>
    askingMailings.some((event) => batchKey.startsWith(`${event}:`)) || batchKey.startsWith('question:')
  return rows.filter(asks).flatMap(({ id, userids }) => userids.map((userid) => ({ userid, taskId: id })))
}

/** Who holds a card that asks for something and was not written over. On a phone that was reported lost nothing is replaced. */
async function holdersOfLiveCards(kit: Kit): Promise<string[]> {
  const { db, wecom } = kit.deps
  const asking = [...(await askingCards(kit)), ...(await askingSent(kit)), ...(await askingMailed(kit))]
  const isOver = ({ userid, taskId }: Asking) =>
    wecom.replaced.some((one) => one.card.taskId === taskId && sameUserid(one.userid, userid))
  const live = new Set(asking.filter((one) => !isOver(one)).map(({ userid }) => userid))
  const holders: string[] = []
  for (const userid of live) if (!(await isAccountLocked(db, userid))) holders.push(userid)
  return holders
}

/** The one law, for whatever it is about; gives what breaks it. */
export async function judge(kit: Kit, { arrange }: Story): Promise<string[]> {
  const { people, enter } = await arrange(kit)
  const before = new Map<string, number>()
  for (const { userid } of people) before.set(userid, await saidTo(kit, userid))
  const { next, told, mayAct = [], by } = await enter()
  const isNext = (userid: string) => Array.isArray(next) && next.some((one: string) => sameUserid(one, userid))
  const broken: string[] = []
  if (Array.isArray(next) && next.length === 0) broken.push('nobody is next, and no machine is')
  for (const actor of people) {
    const { userid } = actor
    const count = await onHome(kit, actor)
    if (isNext(userid) && count === 0) broken.push(`${userid} is next, and home does not say so`)
    if (!isNext(userid) && count > 0) broken.push(`${userid} is not next, and home says so`)
    const heard = (await saidTo(kit, userid)) > (before.get(userid) ?? 0)
    if (isNext(userid) && !heard && !sameUserid(userid, by ?? '')) broken.push(`${userid} is next, and was not told`)
    if (told.some((one) => sameUserid(one, userid)) && !heard) broken.push(`${userid} waited, and was not told`)
  }
  for (const userid of await holdersOfLiveCards(kit))
    if (!isNext(userid) && !mayAct.includes(userid)) broken.push(`${userid} is not next, and holds a card that asks`)
  return broken
}
