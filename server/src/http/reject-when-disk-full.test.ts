import { sql } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { createTestClient } from '../testing/http.ts'
import { test } from '../testing/kit.ts'
import { agree, decisionOn, smallCompany, submitInfoChange } from '../testing/request-fixtures.ts'
import { responseErrorCode } from '../testing/error-code-of.ts'

const draft = { kind: 'info_change', payload: { telephone: { from: '', to: '0755-1' } } }
const key = { 'idempotency-key': 'keep-room-0001' }
const fullDisk = { status: async () => ({ isFull: true, freeBytes: 0 }) }

describe('a server with a full disk', () => {
  test('a server with a full disk refuses new data with Retry-After, and still accepts decisions', async ({ kit }) => {
    const { applicant, admin } = await smallCompany(kit)
    const view = await submitInfoChange(kit, applicant)
    const { requestAs } = createTestClient({ ...kit.deps, storage: fullDisk })
    const refused = await requestAs(applicant, 'POST', '/api/requests', draft, key)
    expect([refused.status, refused.headers.get('retry-after'), await responseErrorCode(refused)]).toEqual([
      503,
      '60',
      'storage.full',
    ])
    expect((await requestAs(applicant, 'GET', '/api/requests')).status).toBe(200)
    const { id: _id, ...decision } = decisionOn(view, { position: agree, telephone: agree }) as Record<string, unknown>
    expect((await requestAs(admin, 'POST', `/api/requests/${view.id}/decision`, decision)).status).toBe(200)
  })

  test('a server with a full disk still undoes a decision, accepts the report of a lost phone and ends other sessions', async ({
    kit,
  }) => {
    kit.deps.site.undoMs = 60_000
    const { applicant, admin } = await smallCompany(kit)
    const view = await submitInfoChange(kit, applicant)
    const { requestAs } = createTestClient({ ...kit.deps, storage: fullDisk })
    const { id: _id, ...decision } = decisionOn(view, { position: agree, telephone: agree }) as Record<string, unknown>
    const decided = await requestAs(admin, 'POST', `/api/requests/${view.id}/decision`, decision)
    const { version } = (await decided.json()) as { version: number }
    expect((await requestAs(admin, 'POST', `/api/requests/${view.id}/undo`, { version })).status).toBe(200)
    const lastSeenAt = new Date(kit.deps.clock.now().getTime() - 60_000).toISOString()
    const report = { subjectId: applicant.userid, label: '郭𠮷', why: 'lost', lastSeenAt, note: '' }
    expect((await requestAs(admin, 'POST', '/api/lost-device/reports', report, key)).status).toBe(201)
    expect((await requestAs(admin, 'POST', '/api/sessions/end-others')).status).toBe(200)
  })

  test.for([
    ['/api/approvals/batch', true],
    ['/api/lost-device/cases/req_000001/contest', true],
    ['/api/lost-device/cases/req_000001/relock', true],
    ['/api/lost-device/cases/req_000001/export', false],
    ['/api/closings/cls_000001/force', true],
    ['/api/closings/cls_000001/confirmation', true],
    ['/api/closings/cls_000001/cancellation', true],
    ['/api/closings', false],
    ['/api/attachments', false],
  ] as const)('on a full disk a POST to %s is let through: %s', async ([path, isAllowed], { kit }) => {
    const { admin } = await smallCompany(kit)
    const { requestAs } = createTestClient({ ...kit.deps, storage: fullDisk })
    expect((await requestAs(admin, 'POST', path, {}, key)).status === 503).toBe(!isAllowed)
  })

  test('a server responds with `storage.full` when its database reports a full disk, without a partial write', async ({
    kit,
  }) => {
    const { applicant } = await smallCompany(kit)
    const view = await submitInfoChange(kit, applicant)
    const { requestAs } = createTestClient(kit.deps)
    await kit.deps.db.execute(sql`create function no_room() returns trigger language plpgsql as
      $$ begin raise exception 'no space left on device' using errcode = '53100'; end $$`)
    await kit.deps.db.execute(
      sql`create trigger no_room before insert on outbox for each row execute function no_room()`,
    )
    const answer = await requestAs(applicant, 'POST', `/api/requests/${view.id}/withdrawal`, { version: view.version })
    expect([answer.status, await responseErrorCode(answer)]).toEqual([503, 'storage.full'])
    await kit.deps.db.execute(sql`drop trigger no_room on outbox`)
    await kit.deps.db.execute(sql`drop function no_room`)
    expect(
      (await requestAs(applicant, 'POST', `/api/requests/${view.id}/withdrawal`, { version: view.version })).status,
    ).toBe(200)
  })
})
