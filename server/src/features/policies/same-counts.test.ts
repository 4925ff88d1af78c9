import type { MemberActor } from '@desk/shared/identity/actor'
import type { CalendarDay } from '@desk/shared/kernel/calendar-day'
import { shiftDay } from '@desk/shared/kernel/working-calendar'
import type { PolicyId } from '@desk/shared/kernel/ids'
import { requiredStates, rosterStates } from '@desk/shared/policies/roster'
import fc from 'fast-check'
import { expect } from 'vitest'
import { today } from '../../access/grant-conditions.ts'
import { policyUnreached } from '../../db/schema/index.ts'
import { markMembersLeft, syncMembers } from '../../directory/sync-members-queries.ts'
import {
  clause,
  createPublishedPolicy,
  draftOf,
  openPolicy,
  policyCompany,
  readAll,
  sign,
} from '../../testing/fixtures/policy.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { readDepartments } from './backend-api/read-for-backend.ts'
import { readPeople } from './backend-api/read-people.ts'
import { getBoard } from './board/get-board.ts'
import { listPeople } from './board/list-people.ts'
import { rosterCsv } from './evidence/roster-csv.ts'
import { selectRoster } from './evidence/roster-rows.ts'
import { askQuestion } from './questions/ask-question.ts'
import { endExemption, exemptPerson, requestNewSignature, setDueDate } from './roster/change-person.ts'
import { snapshotBoards } from './roster/jobs/snapshot-board.ts'
import { markCountsStale } from './roster/mark-counts-stale-queries.ts'
import { setPartner } from '../accounts/partners/set-partner.ts'

type Counts = Record<string, number>
type Scene = Awaited<ReturnType<typeof scene>>

async function scene(kit: Kit) {
  const company = await policyCompany(kit)
  for (const [n, userid] of ['wang', 'zhao', 'qian', 'sun', 'li', 'zhou'].entries())
    await kit.given.member({ userid, department: n % 2 === 0 ? company.north : company.south })
  const id = await createPublishedPolicy(kit, company, draftOf([clause('1')], { daysToSign: 2, joinerDays: 3 }))
  return { ...company, id }
}

/** A change of one person: what happens to a roster, besides time. */
const acts = {
  sign: async (kit: Kit, { id }: Scene, userid: string) => {
    const view = await openPolicy(kit, actorOf(userid), id)
    return sign(kit, actorOf(userid), id, readAll(view))
  },
  leave: (kit: Kit, _scene: Scene, userid: string) =>
    kit.deps.db.transaction((tx) =>
      markMembersLeft(kit.deps, tx, [userid], { at: kit.deps.clock.now(), source: 'test' }),
    ),
  return: (kit: Kit, _scene: Scene, userid: string) => syncOne(kit, userid, {}),
  move: (kit: Kit, { north, south }: Scene, userid: string, n: number) =>
    syncOne(kit, userid, {
      departmentIds: [n % 2 === 0 ? north : south],
      mainDepartmentId: n % 2 === 0 ? north : south,
    }),
  disable: (kit: Kit, _scene: Scene, userid: string) => syncOne(kit, userid, { status: 2 }),
  exempt: (kit: Kit, { id, author }: Scene, userid: string, n: number) =>
    exemptPerson(kit.deps, author, {
      id,
      userid,
      reason: '长假',
      until: n % 2 === 0 ? null : shiftDay(today(kit.deps), n % 3),
    }),
  endExemption: (kit: Kit, { id, author }: Scene, userid: string) => endExemption(kit.deps, author, { id, userid }),
  setDue: (kit: Kit, { id, author }: Scene, userid: string, n: number) =>
    setDueDate(kit.deps, author, { id, userid, reason: '出差', dueOn: shiftDay(today(kit.deps), n % 5) }),
  askAnew: (kit: Kit, { id, author }: Scene, userid: string) =>
    requestNewSignature(kit.deps, author, { id, userid, reason: '换岗' }),
  ask: async (kit: Kit, { id }: Scene, userid: string) => {
    const { versionId } = await openPolicy(kit, actorOf(userid), id)
    return askQuestion(kit.deps, actorOf(userid), { id, versionId, clauseId: null, text: '为什么？' })
  },
  unreached: (kit: Kit, { north, south }: Scene, userid: string) =>
    kit.deps.db.transaction(async (tx) => {
      await tx.insert(policyUnreached).values({ userid, since: kit.deps.clock.now() }).onConflictDoNothing()
      await markCountsStale(tx, [north, south])
    }),
  partner: (kit: Kit, { author }: Scene, userid: string, n: number) =>
    setPartner(kit.deps, author, {
      userid,
      company: '顺达',
      sponsor: 'lead',
      endsOn: shiftDay(today(kit.deps), n % 4),
    }),
} as const
type Act = keyof typeof acts

const actorOf = (userid: string): MemberActor => ({ kind: 'member', userid, roles: [], adminOf: [] }) as MemberActor

const syncOne = (kit: Kit, userid: string, overrides: object) =>
  kit.deps.db.transaction((tx) => {
    const known = kit.deps.wecom.members.get(userid)
    if (!known) throw new Error(`${userid} does not exist`)
    return syncMembers(kit.deps, tx, [{ ...known, ...overrides }], { at: kit.deps.clock.now(), source: 'test' })
  })

const people = ['wang', 'zhao', 'qian', 'sun', 'li', 'zhou']
const stepsOf = (seed: number, names: readonly Act[], length: number) =>
  fc.sample(
    fc.array(fc.record({ act: fc.constantFrom(...names), who: fc.constantFrom(...people), n: fc.nat(11) }), {
      minLength: length,
      maxLength: length,
    }),
    { seed, numRuns: 1 },
  )[0]!

/** Does the steps; an act that the state of the person forbids is left out. */
async function walk(kit: Kit, at: Scene, seed: number, names: readonly Act[], length: number): Promise<string> {
  const done: string[] = []
  for (const { act, who, n } of stepsOf(seed, names, length)) {
    kit.deps.clock.advanceSeconds(300)
    const isDone = await Promise.resolve(acts[act](kit, at, who, n)).then(
      () => true,
      () => false,
    )
    if (isDone) done.push(`${act} ${who} ${String(n)}`)
  }
  return done.join(', ')
}

const withoutZeros = (counts: Counts): Counts =>
  Object.fromEntries(Object.entries(counts).filter(([state, n]) => n !== 0 && state !== 'changeOnly'))
const tally = (states: readonly string[]): Counts =>
  Object.fromEntries(rosterStates.map((state) => [state, states.filter((one) => one === state).length]))

/** Returns what each page, file and route says about the same roster. */
async function everywhere(
  { deps }: Kit,
  { id, lead }: Scene,
  scope: number,
  day?: CalendarDay,
): Promise<Record<string, Counts>> {
  const department = String(scope)
  const past = day === undefined ? {} : { asOf: day }
  const said: Record<string, Counts> = {
    board: (await getBoard(deps, lead, { id, department, ...(day === undefined ? {} : { day }) })).counts,
    csv: tally(await csvStates(deps, lead, { policy: id, department, ...(day === undefined ? {} : { day }) })),
    api: tally(await apiStates(deps, id, { ...past, ...(scope === 0 ? {} : { department }) })),
    apiDepartments:
      (await readDepartments(deps, id, { after: -1, asOf: day })).items.find(
        ({ departmentId }) => departmentId === scope,
      )?.counts ?? {},
  }
  if (day === undefined) said['list'] = tally(await listStates(deps, lead, id, department))
  return Object.fromEntries(Object.entries(said).map(([name, counts]) => [name, withoutZeros(counts)]))
}

async function csvStates(deps: Kit['deps'], lead: MemberActor, query: Record<string, string>): Promise<string[]> {
  const selection = await selectRoster(deps, lead, query)
  let text = ''
  for await (const part of rosterCsv(selection!)) text += part
  const [, ...lines] = text.split(/\r?\n/)
  return lines.flatMap((line) => rosterStates.find((state) => line.split(',')[3]?.includes(state)) ?? [])
}

async function apiStates(deps: Kit['deps'], id: PolicyId, query: object): Promise<string[]> {
  return (await readPeople(deps, id, query, { hasNames: false })).items.map(({ state }) => state)
}

async function listStates(deps: Kit['deps'], lead: MemberActor, id: PolicyId, department: string): Promise<string[]> {
  const page = await listPeople(deps, lead, { id, department })
  expect(page.next).toBeNull()
  expect(page.total).toBe(page.items.length)
  for (const state of requiredStates) {
    const ofState = await listPeople(deps, lead, { id, department, state })
    expect([state, ofState.total]).toEqual([state, page.items.filter((one) => one.state === state).length])
  }
  return page.items.map(({ state }) => state)
}

const expectOneTruth = (said: Record<string, Counts>, steps: string) => {
  const [first] = Object.values(said)
  expect([said, steps]).toEqual([Object.fromEntries(Object.keys(said).map((name) => [name, first])), steps])
}

const DAY = 24
const seeds = [1, 2, 3, 4, 5]

test.for(seeds)(
  'board, list, file and API count the same people in each state now, after random changes %i',
  async (seed, { kit }) => {
    const at = await scene(kit)
    for (const round of [0, 1, 2]) {
      const steps = await walk(kit, at, seed * 10 + round, Object.keys(acts) as Act[], 10)
      for (const scope of [0, at.north, at.south]) expectOneTruth(await everywhere(kit, at, scope), steps)
      kit.deps.clock.advanceHours(DAY)
      for (const scope of [0, at.north, at.south])
        expectOneTruth(await everywhere(kit, at, scope), `${steps}; a day later`)
    }
  },
)

/** Changes that are stored with their time. Departments, disabled accounts and replaced due dates have no history. */
const dated: Act[] = ['sign', 'leave', 'exempt', 'endExemption', 'ask', 'unreached']

test.for(seeds)('a past day stays what it was everywhere, whatever happens afterwards, %i', async (seed, { kit }) => {
  const at = await scene(kit)
  const withHistory = (Object.keys(acts) as Act[]).filter((act) => act !== 'disable')
  const before = await walk(kit, at, seed * 10, withHistory, 20)
  const day = today(kit.deps)
  kit.deps.clock.advanceHours(DAY)
  await snapshotBoards(kit.deps)
  const known = await everywhere(kit, at, 0, day)
  expectOneTruth(known, before)
  const after = await walk(kit, at, seed * 10 + 1, dated, 20)
  kit.deps.clock.advanceHours(DAY * 3)
  for (const scope of [0, at.north, at.south])
    expectOneTruth(await everywhere(kit, at, scope, day), `${before}; afterwards ${after}`)
  expect(await everywhere(kit, at, 0, day)).toEqual(known)
})
