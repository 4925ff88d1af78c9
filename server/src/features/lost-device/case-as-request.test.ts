import { type RouteKey, routeRules } from '@desk/shared/pages/route-rules'
import { eq } from 'drizzle-orm'
import { expect } from 'vitest'
import { requestEvents } from '../../db/schema/index.ts'
import { createGuardian, lostDeviceCompany, report } from '../../testing/fixtures/lost-device.ts'
import { createTestClient } from '../../testing/http.ts'
import { test } from '../../testing/kit.ts'
import { callOf, hasRequestId } from '../../testing/roles/matrix-requests.ts'
import { requireCase } from './cases/case-queries.ts'

test('no route of a request finds a case by its id, whoever asks, and none changes it', async ({ kit }) => {
  const { subject, admin, colleague, other, ops, lead, company } = await lostDeviceCompany(kit)
  const auditor = await kit.given.member({ department: company, roles: ['auditor'] })
  await createGuardian(kit, subject.userid, other.userid)
  const { id } = await report(kit, colleague, subject.userid)
  const row = await requireCase(kit.deps.db, id)
  const events = await kit.deps.db.$count(requestEvents, eq(requestEvents.requestId, id))
  const { requestAs } = createTestClient(kit.deps)
  const routes = (Object.keys(routeRules) as RouteKey[]).filter(hasRequestId)
  expect(routes.length).toBeGreaterThan(20)
  const found: string[] = []
  for (const route of routes)
    for (const actor of [subject, admin, colleague, other, ops, lead, auditor]) {
      const draft = { kind: 'info_change', payload: { position: { from: '店员', to: '店长' } } }
      const changes = [{ field: 'position' as const, from: '店员', to: '店长', verdict: null, readBack: null }]
      const { method, path, body, headers } = callOf(route, { ...row, id, changes }, draft)
      const { status } = await requestAs(actor, method, path, body, headers)
      if (status !== 404) found.push(`${route} by ${actor.userid}: ${String(status)}`)
    }
  expect(found).toEqual([])
  expect(await requireCase(kit.deps.db, id)).toEqual(row)
  expect(await kit.deps.db.$count(requestEvents, eq(requestEvents.requestId, id))).toBe(events)
})
