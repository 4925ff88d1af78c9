import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { accountClosings, departureReports, partners, requests } from '../../db/schema/index.ts'
import { endSuspension } from '../../directory/suspension-queries.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { admitOnly, outcomesByPerson } from '../../testing/roles/outcomes-by-person.ts'
import { openClosing } from './close/open-closing.ts'
import { setPartner } from './partners/set-partner.ts'

const LAST_DAY = '2026-12-31'

/** Creates one person for each role, and a partner of the quality department with their sponsor. */
async function createStaff(kit: Kit) {
  const { given, deps } = kit
  const root = await given.department({ name: '澜江精密' })
  const quality = await given.department({ parent: root, name: '质检' })
  const sales = await given.department({ parent: root, name: '销售' })
  const people = {
    departmentAdmin: await given.member({ userid: 'limin', department: quality, adminOf: [quality] }),
    adminAbove: await given.member({ userid: 'zhou', department: root, adminOf: [root] }),
    otherAdmin: await given.member({ userid: 'far', department: sales, adminOf: [sales] }),
    ops: await given.member({ userid: 'ops', department: root, roles: ['ops'] }),
    lead: await given.member({ userid: 'lead', department: root, roles: ['ops_lead'] }),
    hr: await given.member({ userid: 'xiaolan', department: root, roles: ['hr'] }),
    // Nobody decides about themselves, whatever roles they hold.
    partner: await given.member({ userid: 'duan', department: quality, adminOf: [quality], roles: ['hr', 'ops_lead'] }),
    sponsor: await given.member({ userid: 'sponsor', department: sales }),
    colleague: await given.member({ userid: 'colleague', department: quality }),
    compliance: await given.member({ userid: 'compliance', department: root, roles: ['compliance'] }),
    auditor: await given.member({ userid: 'auditor', department: root, roles: ['auditor'] }),
  }
  await given.member({ userid: 'guoji', department: quality, position: '质检员' })
  await setPartner(deps, people.hr, { userid: 'duan', company: '华精', sponsor: 'sponsor', endsOn: LAST_DAY })
  return { people, sales }
}
type Person = keyof Awaited<ReturnType<typeof createStaff>>['people']

describe('the opening of a closing or a transfer', () => {
  // The partner holds the roles of HR and of the lead as well, and the closing is about somebody else.
  const admitted: readonly Person[] = ['lead', 'hr', 'partner']
  const endClosings = ({ deps: { db, clock } }: Kit) =>
    db.update(accountClosings).set({ phase: 'cancelled', endedAt: clock.now() })

  test.for([
    { kind: 'leave', lastDay: '2026-03-20' },
    { kind: 'stop', lastDay: '2026-03-20' },
    { kind: 'emergency', reason: '泄密调查' },
  ])('opening a closing of the kind $kind is for HR and the lead only', async (body, { kit }) => {
    const { people } = await createStaff(kit)
    const call = { path: '/api/closings', body: { subjectId: 'guoji', ...body } }
    const outcomes = await outcomesByPerson(kit, people, { ...call, admitted, putBack: () => endClosings(kit) })
    expect(outcomes).toEqual(admitOnly(people, admitted))
  })

  test('opening a transfer is for HR and the lead only', async ({ kit }) => {
    const { people, sales } = await createStaff(kit)
    const body = { subjectId: 'guoji', effectiveOn: '2026-03-20', departmentId: sales }
    const call = { path: '/api/transfers', body }
    const outcomes = await outcomesByPerson(kit, people, {
      ...call,
      admitted,
      putBack: async () => {
        await endClosings(kit)
        await kit.deps.db.update(requests).set({ state: 'withdrawn' })
      },
    })
    expect(outcomes).toEqual(admitOnly(people, admitted))
  })
})

describe('a command on a partner', () => {
  const seenContract = { seenEndsOn: LAST_DAY }
  const staffAndSponsor: readonly Person[] = ['ops', 'lead', 'hr', 'sponsor']
  const staff: readonly Person[] = ['ops', 'lead', 'hr']

  test.for([
    { path: '/api/partners/duan/renewal', body: { ...seenContract, endsOn: '2027-06-30' }, admitted: staffAndSponsor },
    { path: '/api/partners/duan/decision', body: { ...seenContract, decision: 'close' }, admitted: staffAndSponsor },
    { path: '/api/settings/partners/duan/end', body: {}, admitted: staff },
    { path: '/api/settings/partners/duan/release', body: {}, admitted: staff },
  ])('$path is for $admitted only, and not for the partner, although they have the roles', async (call, { kit }) => {
    const { people } = await createStaff(kit)
    const { db, clock } = kit.deps
    const [contract] = await db.select().from(partners)
    if (!contract) throw new Error('the contract must be stored')
    const putBack = async () => {
      await db.delete(partners).where(eq(partners.userid, 'duan'))
      await db.insert(partners).values(contract)
      await db.transaction((tx) => endSuspension(tx, 'duan', 'partner_end', clock.now()))
    }
    const others = Object.entries(people).filter(([name]) => !call.admitted.some((person) => person === name))
    await outcomesByPerson(kit, Object.fromEntries(others), { ...call, admitted: [], putBack })
    expect(await db.select().from(partners)).toEqual([contract])
    expect(await outcomesByPerson(kit, people, { ...call, putBack })).toEqual(admitOnly(people, call.admitted))
  })
})

describe('a report that somebody left', () => {
  test('a report that somebody left is made by an admin of their department or above, about another member', async ({
    kit,
  }) => {
    const { people } = await createStaff(kit)
    const admitted = ['departmentAdmin', 'adminAbove'] as const
    const call = { path: '/api/people/duan/departure', body: { lastDay: '2026-03-13', note: '' } }
    const putBack = () => kit.deps.db.delete(departureReports)
    expect(await outcomesByPerson(kit, people, { ...call, admitted, putBack })).toEqual(admitOnly(people, admitted))
  })

  test.for([
    ['answer', { text: '仍在职' }],
    ['adoption', { flow: 'account_close' }],
  ] as const)(
    'the %s of a report that somebody left is for HR and the management department, but not for the member who is reported',
    async ([path, body], { kit }) => {
      const { people } = await createStaff(kit)
      const { db, ids, clock } = kit.deps
      const id = ids.next('departureReport')
      const report = { id, userid: 'duan', reporterId: 'limin', reportedAt: clock.now(), lastDay: '2026-03-13' }
      await openClosing(kit.deps, people.hr, { kind: 'leave', subjectId: 'duan', lastDay: '2026-03-20' })
      const putBack = async () => {
        await db.delete(departureReports)
        await db.insert(departureReports).values({ ...report, note: '', answer: '' })
      }
      await putBack()
      const admitted = ['ops', 'lead', 'hr'] as const
      const call = { path: `/api/departures/${id}/${path}`, body }
      expect(await outcomesByPerson(kit, people, { ...call, admitted, putBack })).toEqual(admitOnly(people, admitted))
    },
  )
})
