import { can } from '@desk/shared/requests/permissions'
import { describe, expect } from 'vitest'
import { test } from '../../testing/kit.ts'
import { smallCompany, submitInfoChange } from '../../testing/request-fixtures.ts'
import { departmentPath } from './approvers/people-queries.ts'
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
