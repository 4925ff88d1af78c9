import { sql } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { ANSWER_MS } from '../db/statement-timeout.ts'
import { createTestClient } from '../testing/http.ts'
import { test } from '../testing/kit.ts'
import { smallCompany, submitInfoChange } from '../testing/request-fixtures.ts'
import { onOtherConnection, testDatabase } from '../testing/database/test-database.ts'
import { rowsOf } from '../db/rows-of.ts'
import { responseErrorCode } from '../testing/error-code-of.ts'

const draft = { kind: 'info_change', payload: { telephone: { from: '0755-1000', to: '0755-3000' } } }
const key = { 'idempotency-key': 'answer-in-time-0001' }
const pageHeaders = { accept: 'text/html', 'sec-fetch-dest': 'document' }
const asInProduction = { databaseWaitMs: ANSWER_MS }
const retryLater = [503, '5']
const statusAndRetryOf = (answer: Response) => [answer.status, answer.headers.get('retry-after')]

describe('an unavailable database', () => {
  test('a request during an outage of the database is answered with 503, the code `unavailable` and Retry-After', async ({
    kit,
  }) => {
    const { applicant } = await smallCompany(kit)
    const view = await submitInfoChange(kit, applicant)
    const { requestAs } = createTestClient(kit.deps, asInProduction)
    const withdraw = () =>
      requestAs(applicant, 'POST', `/api/requests/${view.id}/withdrawal`, { version: view.version })
    await kit.deps.db.execute(sql`create function restarts() returns trigger language plpgsql as
      $$ begin raise exception 'the database system is shutting down' using errcode = '57P03'; end $$`)
    await kit.deps.db.execute(
      sql`create trigger restarts before insert on outbox for each row execute function restarts()`,
    )
    const answer = await withdraw()
    expect([...statusAndRetryOf(answer), await responseErrorCode(answer)]).toEqual([...retryLater, 'unavailable'])
    await kit.deps.db.execute(sql`drop trigger restarts on outbox`)
    await kit.deps.db.execute(sql`drop function restarts`)
    expect((await withdraw()).status).toBe(200)
  })

  test.skipIf(testDatabase.isEmbedded)(
    'a database that does not respond causes a 503 within the deadline, and the failed request has no later effect',
    async ({ kit }) => {
      const { applicant } = await smallCompany(kit)
      const { requestAs } = createTestClient(kit.deps, asInProduction)
      await requestAs(applicant, 'GET', '/api/me')
      const submit = () => requestAs(applicant, 'POST', '/api/requests', draft, key)
      await kit.deps.db.transaction(async (tx) => {
        // Each request waits in more than one statement.
        await tx.execute(sql`lock table requests, members, role_grants, audit_entries in exclusive mode`)
        await tx.execute(sql`lock table requests, members in access exclusive mode`)
        const [submission, list, page] = await onOtherConnection(() =>
          Promise.all([
            submit(),
            requestAs(applicant, 'GET', '/api/requests'),
            requestAs(applicant, 'GET', '/requests', undefined, pageHeaders),
          ]),
        )
        expect([submission, list, page].map(statusAndRetryOf)).toEqual([retryLater, retryLater, retryLater])
        expect(await responseErrorCode(submission)).toBe('unavailable')
        expect(await page.text()).toContain('"name":"error"')
      })
      const count = async () => (await rowsOf(kit.deps.db, sql`select id from requests`)).length
      expect(await count()).toBe(0)
      const [first, again] = [await submit(), await submit()]
      expect([first.status, again.status, await count()]).toEqual([201, 200, 1])
      expect(await first.json()).toEqual(await again.json())
    },
  )
})
