import { describe, expect } from 'vitest'
import { roleGrants } from '../db/schema/index.ts'
import { type Kit, test } from '../testing/kit.ts'
import { leadersNeedConfirmation } from './grant-conditions.ts'
import { rolesOf } from './actor-queries.ts'
import { writeSetting } from '../kernel/settings-queries.ts'

type Dates = { startsOn?: string; endsOn?: string }

const grant = ({ deps }: Kit, overrides: Dates & { source?: 'leader' | 'setting' }) =>
  deps.db.insert(roleGrants).values({
    id: deps.ids.next('grant'),
    userid: 'limin',
    role: 'dept_admin',
    departmentId: 3,
    source: 'setting',
    grantedAt: deps.clock.now(),
    ...overrides,
  })

const departmentsOf = async ({ deps }: Kit) => (await rolesOf(deps, 'limin')).adminOf

describe('role grants', () => {
  // The clock shows 17 March, 10:00 in Shanghai.
  test.for([
    [{}, true],
    [{ startsOn: '2026-03-17' }, true],
    [{ startsOn: '2026-03-18' }, false],
    [{ endsOn: '2026-03-17' }, true],
    [{ endsOn: '2026-03-16' }, false],
    [{ startsOn: '2026-03-01', endsOn: '2026-03-31' }, true],
  ] as const satisfies [Dates, boolean][])('a grant with %o is active: %s', async ([dates, isActive], { kit }) => {
    await grant(kit, dates)
    expect(await departmentsOf(kit)).toEqual(isActive ? [3] : [])
  })

  test('a grant ends with the day in the company’s time zone, not in UTC', async ({ kit }) => {
    await grant(kit, { endsOn: '2026-03-17' })
    kit.deps.clock.advanceHours(13.9)
    expect(await departmentsOf(kit)).toEqual([3])
    kit.deps.clock.advanceHours(0.2)
    expect(await departmentsOf(kit)).toEqual([])
  })

  test('a department leader’s grant is active at once, unless the company requires confirmation', async ({ kit }) => {
    await grant(kit, { source: 'leader' })
    expect(await departmentsOf(kit)).toEqual([3])
    const change = { value: true, by: 'chenhaiyan', at: kit.deps.clock.now() }
    await kit.deps.db.transaction((tx) => writeSetting(tx, leadersNeedConfirmation, change))
    expect(await departmentsOf(kit)).toEqual([])
    await kit.deps.db.update(roleGrants).set({ confirmedAt: kit.deps.clock.now(), confirmedBy: 'chenhaiyan' })
    expect(await departmentsOf(kit)).toEqual([3])
  })
})
