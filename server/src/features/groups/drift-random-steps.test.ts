import type { MemberActor } from '@desk/shared/identity/actor'
import type { GroupId } from '@desk/shared/kernel/ids'
import { expect } from 'vitest'
import { chatGroups, groupMembers, groupPlaces } from '../../db/schema/index.ts'
import { syncMembers } from '../../directory/sync-members-queries.ts'
import type { GroupChange } from '../../ports/wecom-groups.ts'
import type { WecomMember } from '../../ports/wecom.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { testDatabase } from '../../testing/database/test-database.ts'
import { timesOf } from '../../testing/sample-of-cases.ts'
import { largeDirectory } from '../../testing/database/large-company.ts'
import { sql } from 'drizzle-orm'
import { getGroup } from './registry/get-group.ts'
import { reviewGroup } from './ownership/owner-commands.ts'

const MEMBERS = 10_000
const DEPARTMENTS = 250
const GROUPS = 40
const GROUP_SIZE = 12
const STEPS = timesOf(120)
const SEED = 20_261_125

/** Creates a generator of random numbers (mulberry32); the same seed gives the same steps. */
function createRandom(seed: number) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** A membership. `department` is the reason for it; null: a guest. `isKept`: the member was kept in a review. */
type Membership = { department: number | null; isKept: boolean }
/** Expected state: every person with their department and status, and the memberships of every group. */
type Model = {
  people: Map<string, { department: number; status: 1 | 2 }>
  groups: Map<GroupId, Map<string, Membership>>
}
const userid = (n: number) => `u${String(1 + (n % MEMBERS)).padStart(7, '0')}`
const homeOf = (n: number) => 2 + (n % (DEPARTMENTS - 1))
/** Builds the tree like `largeDirectory`: a member of a department also belongs to those above it. */
const pathOf = (department: number) => (department <= 21 ? [1, department] : [1, 2 + (department % 20), department])
const id = (n: number): GroupId => `grp_walk${String(n).padStart(4, '0')}`

async function createModel(kit: Kit): Promise<Model> {
  const { db, wecom, clock } = kit.deps
  for (const statement of largeDirectory(MEMBERS)) await db.execute(sql.raw(statement))
  const model: Model = { people: new Map(), groups: new Map() }
  for (let n = 0; n < GROUPS; n += 1) {
    const path = [1, homeOf(n)]
    // All members of a group work in one department: members of the same department are DEPARTMENTS - 1 apart in the list.
    const members = Array.from({ length: GROUP_SIZE }, (_, k) => userid(n + k * (DEPARTMENTS - 1)))
    const now = clock.now()
    const group = {
      id: id(n),
      chatId: `walk${String(n)}`,
      origin: 'api' as const,
      state: 'active' as const,
      name: `群${String(n)}`,
      topic: '',
      pinyin: '',
      kind: '',
      purpose: '走一走',
      ownerId: members[0] ?? '',
      departmentPath: path,
      memberCount: GROUP_SIZE,
      goneCount: 0,
      createdAt: now,
      welcomeAttempts: -1,
      reviewDueOn: '2031-01-01',
      charterEscalationStep: 0,
      reviewEscalationStep: 0,
      isApplying: false,
      missing: [],
      version: 1,
    }
    await db.insert(chatGroups).values(group)
    await db
      .insert(groupPlaces)
      .values(path.map((departmentId) => ({ departmentId, createdAt: now, groupId: group.id })))
    const row = {
      groupId: group.id,
      reason: 'department' as const,
      departmentId: homeOf(n),
      since: now,
      isArchived: false,
    }
    await db.insert(groupMembers).values(members.map((member) => ({ ...row, userid: member })))
    wecom.groups.set(group.chatId, { chatId: group.chatId, name: group.name, ownerId: group.ownerId, members })
    model.groups.set(group.id, new Map(members.map((member) => [member, { department: homeOf(n), isKept: false }])))
    for (const member of members) model.people.set(member, { department: homeOf(n), status: 1 })
  }
  return model
}

const listDrifted = (model: Model, groupId: GroupId): string[] =>
  [...(model.groups.get(groupId) ?? [])]
    .filter(([who, { department }]) => {
      const person = model.people.get(who)
      return (
        person !== undefined &&
        (person.status === 2 || (department !== null && !pathOf(person.department).includes(department)))
      )
    })
    .map(([who]) => who)
    .sort()

async function changeMember(
  kit: Kit,
  model: Model,
  who: string,
  overrides: { department?: number; status?: 1 | 2 },
): Promise<void> {
  const known = model.people.get(who)
  if (!known) throw new Error('Unknown member')
  const now = { ...known, ...overrides }
  model.people.set(who, now)
  const member: WecomMember = {
    userid: who,
    name: who,
    alias: '',
    departments: [now.department],
    mainDepartment: now.department,
    leads: [],
    position: '',
    telephone: '',
    status: now.status,
  }
  kit.deps.wecom.members.set(who, member)
  kit.deps.clock.advanceSeconds(1)
  await kit.deps.db.transaction((tx) =>
    syncMembers(kit.deps, tx, [member], { at: kit.deps.clock.now(), source: 'walk' }),
  )
}

// Compares a model with the use cases. The embedded database is skipped: the tests of the use cases run their SQL on both.
test.skipIf(testDatabase.isEmbedded)(
  'in a directory of ten thousand members, nobody who moves or is disabled is removed from a group without a decision',
  { timeout: 300_000 },
  async ({ kit }) => {
    const random = createRandom(SEED)
    const pick = <Item>(list: readonly Item[]): Item => list[Math.floor(random() * list.length)] as Item
    const model = await createModel(kit)
    const ops: MemberActor = await kit.given.member({ userid: 'walkops', department: 1, roles: ['ops'] })
    const allowed = new Map<string, Set<string>>()
    const { changeGroup } = kit.deps.wecom
    const offences: string[] = []
    kit.deps.wecom.changeGroup = async (chatId: string, change: GroupChange) => {
      for (const removed of change.remove ?? [])
        if (!allowed.get(chatId)?.has(removed))
          offences.push(`${removed} was removed from ${chatId} without a decision`)
      await changeGroup(chatId, change)
    }
    const people = [...model.people.keys()]
    const ids = [...model.groups.keys()]

    for (let step = 0; step < STEPS; step += 1) {
      const dice = random()
      if (dice < 0.55) await changeMember(kit, model, pick(people), { department: 2 + Math.floor(random() * 40) })
      else if (dice < 0.7) await changeMember(kit, model, pick(people), { status: random() < 0.5 ? 2 : 1 })
      else {
        const groupId = pick(ids)
        const { version, drifted: shown, owner } = await getGroup(kit.deps, ops, groupId)
        const memberships = model.groups.get(groupId) ?? new Map<string, Membership>()
        const open = shown.filter(({ isLeaving }) => !isLeaving).map(({ userid: who }) => who)
        const [remove, keep]: [string[], string[]] = [[], []]
        for (const who of open) (who !== owner.userid && random() < 0.6 ? remove : keep).push(who)
        if (open.length === 0) continue
        await reviewGroup(kit.deps, ops, { id: groupId, version, remove, keep })
        const chatId = `walk${String(ids.indexOf(groupId))}`
        allowed.set(chatId, new Set([...(allowed.get(chatId) ?? []), ...remove]))
        for (const who of remove) memberships.delete(who)
        // A kept member is a guest: another department no longer matters, a disabled account still does.
        for (const who of keep) memberships.set(who, { department: null, isKept: true })
      }
      await drainOutbox(kit.deps)
      if (step % 10 !== 9) continue
      for (const groupId of ids) {
        const view = await getGroup(kit.deps, ops, groupId)
        const where = `step ${String(step)}, ${groupId}`
        const chat = kit.deps.wecom.groups.get(`walk${String(ids.indexOf(groupId))}`)
        const expected = [...(model.groups.get(groupId)?.keys() ?? [])].sort()
        expect([...(chat?.members ?? [])].sort(), `${where}: who is in it`).toEqual(expected)
        const seen = view.drifted.map(({ userid: who }) => who).sort()
        // A member kept while their account is disabled is reviewed again only after another change.
        const due = listDrifted(model, groupId).filter((who) => !model.groups.get(groupId)?.get(who)?.isKept)
        expect(
          seen.filter((who) => !model.groups.get(groupId)?.get(who)?.isKept),
          `${where}: who drifted`,
        ).toEqual(due)
        expect(view.isApplying, `${where}: settled`).toBe(false)
      }
    }
    expect(offences).toEqual([])
  },
)
