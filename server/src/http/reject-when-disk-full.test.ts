import { sql } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { createTestClient } from '../testing/http.ts'
import { test } from '../testing/kit.ts'
import { agree, decisionOn, smallCompany, submitInfoChange } from '../testing/request-fixtures.ts'

const draft = { kind: 'info_change', payload: { telephone: { from: '', to: '0755-1' } } }
const key = { 'idempotency-key': 'keep-room-0001' }
const codeOf = async (answer: Response) => ((await answer.json()) as { error: { code: string } }).error.code

describe('a server with a full disk', () => {
  test('a server with a full disk refuses new data with Retry-After, and still accepts decisions', async ({ kit }) => {
    const { applicant, admin } = await smallCompany(kit)
    const view = await submitInfoChange(kit, applicant)
    const storage = { status: async () => ({ isFull: true, freeBytes: 0 }) }
    const { requestAs } = createTestClient({ ...kit.deps, storage })
    const refused = await requestAs(applicant, 'POST', '/api/requests', draft, key)
    expect([refused.status, refused.headers.get('retry-after'), await codeOf(refused)]).toEqual([
      503,
      '60',
      'storage.full',
    ])
    expect((await requestAs(applicant, 'GET', '/api/requests')).status).toBe(200)
    const body = decisionOn(view, { position: agree, telephone: agree })
    const { id: _id, ...decision } = body as Record<string, unknown>
    expect((await requestAs(admin, 'POST', `/api/requests/${view.id}/decision`, decision)).status).toBe(200)
  })

  test('a server with a full disk responds with `storage.full` when the database does, without a partial write', async ({
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
    expect([answer.status, await codeOf(answer)]).toEqual([503, 'storage.full'])
    await kit.deps.db.execute(sql`drop trigger no_room on outbox`)
    await kit.deps.db.execute(sql`drop function no_room`)
    expect(
      (await requestAs(applicant, 'POST', `/api/requests/${view.id}/withdrawal`, { version: view.version })).status,
    ).toBe(200)
  })
})
