import type { MemberActor } from '@desk/shared/identity/actor'
import { sameUserid } from '@desk/shared/kernel/ids'
import { informingEvents } from '@desk/shared/notices/notice-policy'
import { eq } from 'drizzle-orm'
import { cards, notices } from '../../db/schema/index.ts'
import { getHome } from '../../features/home/get-home.ts'
import { isLockOrdered } from '../../directory/lock-orders-queries.ts'
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

/** Cards that still ask for something. On a phone that was reported lost nothing is replaced. */
async function holdersOfLiveCards({ deps }: Kit): Promise<string[]> {
  const rows = await deps.db
    .select({ card: cards, event: notices.event })
    .from(cards)
    .leftJoin(notices, eq(notices.taskId, cards.taskId))
  const informs = (event: string | null) => informingEvents.some((one) => one === event)
  const asking = rows.flatMap(({ card, event }) =>
    card.purpose !== 'talk' && card.responseCode !== null && !informs(event) ? [card] : [],
  )
  const holders: string[] = []
  for (const userid of new Set(asking.map((card) => card.userid)))
    if (!(await isLockOrdered(deps.db, userid))) holders.push(userid)
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
