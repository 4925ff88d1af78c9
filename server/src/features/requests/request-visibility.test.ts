import { can } from '@desk/shared/requests/permissions'
import { describe, expect } from 'vitest'
import { currentActorOf } from '../../testing/current-actor-of.ts'
import { test } from '../../testing/kit.ts'
import { agree, decisionOn, smallCompany, submitInfoChange } from '../../testing/request-fixtures.ts'
import { departmentPath } from './approvers/people-queries.ts'
import { decideRequest } from './commands/decide-request.ts'
import { listApprovals } from './inbox/list-requests.ts'
import { countHandled } from './model/inbox-queries.ts'
import { findRequest } from './model/request-queries.ts'

describe('findRequest', () => {
  test('findRequest selects the same requests in SQL as the rule table permits', async ({ kit }) => {
    const { applicant, admin, company, department } = await smallCompany(kit)
    const sibling = await kit.given.department({ parent: company })
    const people = [
      applicant,
      admin,
      await kit.given.member({ department }),
      await kit.given.member({ department: company, adminOf: [company] }),
      await kit.given.member({ department: sibling, adminOf: [sibling] }),
      ...(await Promise.all(
        (['ops', 'ops_lead', 'hr', 'auditor'] as const).map((role) => kit.given.member({ roles: [role] })),
      )),
    ]
    const { id } = await submitInfoChange(kit, applicant)
    const facts = {
      kind: 'info_change' as const,
      applicantId: applicant.userid,
      approverIds: [admin.userid],
      departmentPath: await departmentPath(kit.deps.db, department),
    }
    for (const person of people) {
      const isFound = (await findRequest(kit.deps.db, person, id)) !== null
      expect([person.userid, isFound]).toEqual([person.userid, can(person, 'request.read', facts)])
    }
  })
})

test('a decided request leaves the list of its approver when they lose the right to read it', async ({ kit }) => {
  const { applicant, admin } = await smallCompany(kit)
  const view = await submitInfoChange(kit, applicant)
  await decideRequest(kit.deps, admin, decisionOn(view, { position: agree, telephone: agree }))
  const seen = async () => {
    const actor = await currentActorOf(kit, admin.userid)
    return {
      isFound: (await findRequest(kit.deps.db, actor, view.id)) !== null,
      list: (await listApprovals(kit.deps, actor, { list: 'handled' })).items.map(({ id }) => id),
      count: await countHandled(kit.deps.db, actor),
    }
  }
  expect(await seen()).toEqual({ isFound: true, list: [view.id], count: 1 })
  await kit.deps.db.execute("update role_grants set ended_at = now() where userid = 'limin'")
  expect(await seen()).toEqual({ isFound: false, list: [], count: 0 })
})
