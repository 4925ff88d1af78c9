import type { ClosingPhase } from '@desk/shared/accounts/close/closing-flow'
import type { ClosingViewName } from '@desk/shared/accounts/close/closing-schemas'
import { shiftDay } from '@desk/shared/kernel/working-calendar'
import { expect } from 'vitest'
import { accountClosings } from '../../../db/schema/index.ts'
import { closingCompany, openFor } from '../../../testing/fixtures/closings.ts'
import { numbersOf } from '../../../testing/fixtures/duties.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { createTestClient } from '../../../testing/http.ts'
import { listClosings } from './list-closings.ts'

const COUNT = 230

/** Stores a closing for each of many members, one a day, of which every third is disabled and every fifth is over. */
async function createManyClosings({ deps, given }: Kit) {
  const hr = await given.member({ userid: 'hr', roles: ['hr'] })
  const phaseOf = (index: number): ClosingPhase =>
    index % 5 === 0 ? 'deleted' : index % 3 === 0 ? 'disabled' : index === 1 ? 'confirming' : 'preparing'
  const rows = Array.from({ length: COUNT }, (_, index) => {
    const phase = phaseOf(index)
    const at = new Date(`${shiftDay('2026-03-20', index)}T10:00:00.123Z`)
    return {
      id: deps.ids.next('closing'),
      subjectId: index === 2 ? 'hr' : `leaver${String(index)}`,
      departmentPath: [1],
      kind: phase === 'confirming' ? ('emergency' as const) : ('leave' as const),
      phase,
      version: 1,
      lastDay: phase === 'confirming' ? null : shiftDay('2026-03-20', index),
      disableAt: phase === 'confirming' ? null : at,
      disabledAt: phase === 'disabled' || phase === 'deleted' ? at : null,
      endedAt: phase === 'deleted' ? at : null,
      openedBy: 'hr',
      openedAt: deps.clock.now(),
    }
  })
  await deps.db.insert(accountClosings).values(rows)
  const listUserids = async (view: ClosingViewName) => {
    const found: string[] = []
    let after: string | undefined
    do {
      const page = await listClosings(deps, hr, { view, ...(after === undefined ? {} : { after }) })
      found.push(...page.items.map(({ subject }) => subject.userid))
      after = page.next ?? undefined
    } while (after !== undefined)
    return found
  }
  const inPhase = (...phases: ClosingPhase[]) =>
    rows.filter(({ phase }) => phases.includes(phase)).map(({ subjectId }) => subjectId)
  return { hr, listUserids, inPhase }
}

test('every closing in progress is listed once, the nearest first, without those that wait for their deletion', async ({
  kit,
}) => {
  const { listUserids, inPhase } = await createManyClosings(kit)
  // HR's own closing is not listed; an emergency comes first.
  const others = inPhase('preparing').filter((userid) => userid !== 'hr')
  expect(await listUserids('open')).toEqual([...inPhase('confirming'), ...others])
  expect(others.length).toBeGreaterThan(100)
})

test('the number of closings of an admin who is also ops is that of the list, which shows them the whole company', async ({
  kit,
}) => {
  const company = await closingCompany(kit)
  const { hr, buyer, department } = company
  await openFor(kit, company)
  await openFor(kit, { hr, leaver: buyer })
  const actor = await kit.given.member({ userid: 'both', department, roles: ['ops'], adminOf: [department] })
  expect(await numbersOf(kit, actor, 'close_accounts')).toEqual([['in_progress', 2]])
})

test('disabled accounts and finished closings have separate lists, the latest first', async ({ kit }) => {
  const { listUserids, inPhase } = await createManyClosings(kit)
  expect(await listUserids('disabled')).toEqual(inPhase('disabled').reverse())
  expect(await listUserids('ended')).toEqual(inPhase('deleted').reverse())
})

test('a cursor that the list did not make is refused', async ({ kit }) => {
  const { hr } = await createManyClosings(kit)
  const { requestAs } = createTestClient(kit.deps)
  const forged = Buffer.from(JSON.stringify(["'; drop table members", 'cls_0'])).toString('base64url')
  const response = await requestAs(hr, 'GET', `/api/closings?after=${forged}`)
  expect(response.status).toBe(422)
})
