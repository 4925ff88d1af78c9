import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { members, roleGrants } from '../../../db/schema/index.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { firstApproverQuery } from '../model/approver-query.ts'
import { resolveApprovers } from './resolve-approvers.ts'

const approversOf = async ({ deps }: Kit, applicantId: string, path: readonly number[]) =>
  (await resolveApprovers(deps, firstApproverQuery(applicantId, 'info_change', path))).map(({ userid }) => userid)

describe('resolveApprovers', () => {
  test('resolveApprovers returns a deputy only when no other admin of the department may decide', async ({ kit }) => {
    const company = await kit.given.department({})
    const team = await kit.given.department({ parent: company })
    await kit.given.member({ userid: 'boss', department: company, adminOf: [company] })
    await kit.given.member({ userid: 'admin', department: team, adminOf: [team] })
    await kit.given.member({ userid: 'deputy', department: team, adminOf: [team] })
    await kit.deps.db.update(roleGrants).set({ isDeputy: true }).where(eq(roleGrants.userid, 'deputy'))
    const path = [company, team]
    expect(await approversOf(kit, 'guoji', path)).toEqual(['admin'])
    // Members do not decide about themselves: the deputy is next.
    expect(await approversOf(kit, 'admin', path)).toEqual(['deputy'])
    await kit.deps.db.update(members).set({ status: 2 }).where(eq(members.userid, 'admin'))
    expect(await approversOf(kit, 'guoji', path)).toEqual(['deputy'])
    expect(await approversOf(kit, 'deputy', path)).toEqual(['boss'])
  })

  test('resolveApprovers leaves out a grant that begins tomorrow', async ({ kit }) => {
    const team = await kit.given.department({})
    await kit.given.member({ userid: 'admin', department: team, adminOf: [team] })
    await kit.deps.db.update(roleGrants).set({ startsOn: '2026-03-18' })
    expect(await approversOf(kit, 'guoji', [team])).toEqual([])
    kit.deps.clock.advanceHours(24)
    expect(await approversOf(kit, 'guoji', [team])).toEqual(['admin'])
  })
})
