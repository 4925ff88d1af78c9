import { figureWeeks } from '@desk/shared/incidents/incident-figures'
import { RECENT_DAYS } from '@desk/shared/incidents/incident-states'
import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { incidents } from '../../../db/schema/index.ts'
import { command, incidentCompany, report } from '../../../testing/fixtures/incidents.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { listCases } from './list-cases.ts'
import { getCase, viewReporter } from './view-case.ts'

const readBoard = (kit: Kit, actor: Parameters<typeof listCases>[1]) => listCases(kit.deps, actor, {})

describe('the board of incidents', () => {
  test('a row shows how the report begins in one line, and neither its end nor its reporter', async ({ kit }) => {
    const people = await incidentCompany(kit)
    await report(kit, people.reporter, { text: `账号借给外协\n${'用'.repeat(100)}完` })
    const { items } = await readBoard(kit, people.handler)
    expect(items).toMatchObject([{ excerpt: `账号借给外协 ${'用'.repeat(73)}`, escalation: null, closedAt: null }])
    expect(JSON.stringify(items)).not.toMatch(/reporter|完/)
  })

  test('a row names the last escalation step', async ({ kit }) => {
    const people = await incidentCompany(kit)
    const id = await report(kit, people.reporter)
    const steps = []
    for (const escalation of [1, 2, 3]) {
      await kit.deps.db.update(incidents).set({ escalation }).where(eq(incidents.id, id))
      steps.push((await readBoard(kit, people.handler)).items[0]?.escalation)
    }
    expect(steps).toEqual(['handlers', 'leads', 'contact'])
  })

  test('a department of one person is hidden in list, counts and case, and shown with the reporter’s name when that is viewed', async ({
    kit,
  }) => {
    const people = await incidentCompany(kit)
    const legal = await kit.given.department({ parent: people.north, name: '法务组' })
    const id = await report(kit, await kit.given.member({ userid: 'lawyer', department: legal }))
    await command(kit, people.handler, id, { command: 'acknowledge' })
    for (const reader of [people.handler, people.second]) {
      const { items, counts } = await readBoard(kit, reader)
      expect(items.map(({ department }) => department)).toEqual([['质量部']])
      expect(counts).toEqual([{ department: ['质量部'], count: null }])
      expect((await getCase(kit.deps, reader, id)).department).toEqual(['质量部'])
    }
    const { reporter } = await viewReporter(kit.deps, people.handler, id)
    expect(reporter.department).toEqual(['质量部', '法务组'])
  })

  test('the board counts the incidents of a department from the fifth on, and of fewer says only that there are some', async ({
    kit,
  }) => {
    const people = await incidentCompany(kit)
    const counts = async () => (await readBoard(kit, people.handler)).counts
    expect(await counts()).toEqual([])
    for (let sent = 0; sent < 4; sent += 1) await report(kit, people.reporter)
    expect(await counts()).toEqual([{ department: ['质量部'], count: null }])
    await report(kit, people.reporter)
    expect(await counts()).toEqual([{ department: ['质量部'], count: 5 }])
  })

  test('the weeks count by category what the viewer handles, with the median time until it was acknowledged', async ({
    kit,
  }) => {
    const people = await incidentCompany(kit)
    const { clock } = kit.deps
    await report(kit, people.reporter, { kind: 'password' })
    clock.advanceDays(7)
    // The second handler is involved in one of three.
    const ids = [
      await report(kit, people.reporter, { kind: 'other' }),
      await report(kit, people.reporter, { kind: 'wrong_file' }),
      await report(kit, people.reporter, { kind: 'leak', involved: ['second'] }),
    ]
    for (const id of ids) {
      clock.advanceHours(2)
      await command(kit, people.handler, id, { command: 'acknowledge' })
    }
    const { intake } = await readBoard(kit, people.handler)
    const none = { account: 0, hazard: 0, violation: 0 }
    expect(intake?.map(({ count, byCategory, minutes }) => [count, byCategory, minutes])).toEqual([
      ...Array.from({ length: 6 }, () => [0, none, null]),
      [1, { ...none, account: 1 }, null],
      [3, { account: 0, hazard: 2, violation: 1 }, 240],
    ])
    const seen = (await readBoard(kit, people.second)).intake?.slice(-2)
    expect(seen?.map(({ count, byCategory }) => [count, byCategory])).toEqual([
      [1, { ...none, account: 1 }],
      [2, { ...none, hazard: 2 }],
    ])
    await expect(readBoard(kit, people.stranger)).rejects.toMatchObject({ status: 404, code: 'not_found' })
    expect((await listCases(kit.deps, people.handler, { show: 'closed' })).intake).toBeNull()
  })

  test('a week begins on Monday, so that a report stays in its week whenever the board is opened', async ({ kit }) => {
    const people = await incidentCompany(kit)
    const { clock } = kit.deps
    const msSinceMonday = () =>
      clock.now().getTime() - figureWeeks(kit.deps.site.timeZone, clock.now()).at(-1)!.getTime()
    clock.advanceSeconds(7 * 24 * 3600 - msSinceMonday() / 1000 - 1)
    await report(kit, people.reporter)
    clock.advanceSeconds(1)
    await report(kit, people.reporter)
    const weeks = async () => (await readBoard(kit, people.handler)).intake?.slice(-2).map(({ count }) => count)
    expect(await weeks()).toEqual([1, 1])
    clock.advanceSeconds(7 * 24 * 3600 - 1)
    expect(await weeks()).toEqual([1, 1])
    clock.advanceSeconds(1)
    expect(await weeks()).toEqual([1, 0])
  })

  test('closed incidents stay on the board of those who handled them for some days, and then only in the list', async ({
    kit,
  }) => {
    const people = await incidentCompany(kit)
    const open = await report(kit, people.reporter)
    const about = await report(kit, people.reporter, { involved: ['second'] })
    const closed = [await report(kit, people.reporter), about]
    for (const id of closed) {
      await command(kit, people.handler, id, { command: 'acknowledge' })
      await command(kit, people.handler, id, { command: 'close', result: 'not', text: '未发现异常' })
    }
    const own = await readBoard(kit, people.handler)
    expect(own.items.map(({ id }) => id)).toEqual([open])
    expect(own.recent?.count).toBe(2)
    expect(own.recent?.items.map(({ id }) => id).sort()).toEqual(closed.toSorted())
    expect(own.recent?.items[0]?.closedAt).toBe(kit.deps.clock.now().toISOString())
    // The second closed incident is about the other handler.
    expect((await readBoard(kit, people.second)).recent).toMatchObject({ count: 1, items: [{ id: closed[0] }] })
    expect((await listCases(kit.deps, people.handler, { show: 'closed' })).recent).toBeNull()
    kit.deps.clock.advanceHours(24 * RECENT_DAYS + 1)
    expect((await readBoard(kit, people.handler)).recent).toEqual({ items: [], count: 0 })
    expect((await listCases(kit.deps, people.handler, { show: 'closed' })).items).toHaveLength(2)
  })
})
