import type { MemberActor } from '@desk/shared/identity/actor'
import { beforeEach, describe, expect, vi } from 'vitest'
import { recordStatements } from '../testing/database/query-plan.ts'
import { testDatabase } from '../testing/database/test-database.ts'
import { clause, createPublishedPolicy, draftOf, policyCompany } from '../testing/fixtures/policy.ts'
import { createSession, createTestClient } from '../testing/http.ts'
import { type Kit, test } from '../testing/kit.ts'
import { submitInfoChange } from '../testing/request-fixtures.ts'

/** Creates a company in which one member has a running request and a policy to sign. */
async function company(kit: Kit) {
  const people = await policyCompany(kit)
  const member = await kit.given.member({ department: people.north, position: '质检工程师', telephone: '0755-1000' })
  const admin = await kit.given.member({ department: people.north, userid: 'limin', adminOf: [people.north] })
  await submitInfoChange(kit, member)
  await createPublishedPolicy(kit, people, draftOf([clause('1'), clause('2')]))
  return { member, admin, ops: people.author }
}

// Each statement costs as much as the rendering of a few components. Raise a number only deliberately.
describe.skipIf(testDatabase.isEmbedded)('statements of a page that was opened before', () => {
  beforeEach(() => void vi.restoreAllMocks())

  test.for([
    ['/', 'member', 2],
    ['/api/home', 'member', 2],
    ['/', 'admin', 4],
    ['/', 'ops', 8],
    ['/requests', 'member', 4],
    ['/approvals', 'admin', 6],
    ['/policies', 'member', 2],
  ] as const)('%s of the %s takes %i statements', async ([path, reader, count], { kit }) => {
    const actor: MemberActor = (await company(kit))[reader]
    const { app } = createTestClient(kit.deps)
    const cookie = `desk_session=${await createSession(kit.deps, actor)}`
    const headers = { cookie, accept: 'text/html', 'sec-fetch-mode': 'navigate' }
    const open = async () => void expect((await app.request(path, { headers })).status).toBe(200)
    await open()
    expect((await recordStatements(open)).map(({ text }) => text.slice(0, 90))).toHaveLength(count)
  })
})
