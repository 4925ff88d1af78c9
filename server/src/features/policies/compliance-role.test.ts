import type { MemberActor } from '@desk/shared/identity/actor'
import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { roleGrants } from '../../db/schema/index.ts'
import {
  approveDraft,
  clause,
  countsOf,
  createPublishedPolicy,
  draftOf,
  policyCompany,
} from '../../testing/fixtures/policy.ts'
import { createTestClient } from '../../testing/http.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { createPolicy, submitDraft } from './authoring/edit-policy.ts'
import { getPolicyEdit } from './authoring/get-policy-editor.ts'
import { approveVersion } from './authoring/review-version.ts'
import { summarizePendingVersions } from './authoring/pending-versions.ts'

const draft = draftOf([clause('1')])

async function createOfficers(kit: Kit) {
  const people = await policyCompany(kit)
  const createOfficer = (userid: string) =>
    kit.given.member({ userid, department: people.north, roles: ['compliance'] })
  return { ...people, officer: await createOfficer('chenhaiyan'), second: await createOfficer('suwen') }
}

async function submitDraftBy({ deps }: Kit, author: MemberActor) {
  const id = await createPolicy(deps, author, draft)
  await submitDraft(deps, author, { id, edition: 1 })
  return { id, edition: 2 }
}

describe('the compliance role', () => {
  test('two holders of the compliance role publish a policy together, and neither approves their own draft', async ({
    kit,
  }) => {
    const { officer, second } = await createOfficers(kit)
    const id = await createPublishedPolicy(kit, { author: officer, lead: second }, draft)
    expect((await getPolicyEdit(kit.deps, officer, { id })).current?.approvedBy).toMatchObject({ userid: 'suwen' })
    const own = await submitDraftBy(kit, second)
    await expect(approveDraft(kit, second, own.id)).rejects.toMatchObject({ code: 'policy.self_approval' })
  })

  test('every approver except the author is named and has the version on their list; the ops role does not approve', async ({
    kit,
  }) => {
    const { officer, second, lead, author: ops } = await createOfficers(kit)
    const submitted = await submitDraftBy(kit, officer)
    const { reviewers } = await getPolicyEdit(kit.deps, officer, submitted)
    expect(reviewers.map(({ userid }) => userid).sort()).toEqual(['lead', 'suwen'])
    const countPending = async (actor: MemberActor) => (await summarizePendingVersions(kit.deps, actor)).count
    expect(await Promise.all([officer, second, lead, ops].map(countPending))).toEqual([0, 1, 1, 0])
    await expect(approveDraft(kit, ops, submitted.id)).rejects.toMatchObject({ status: 404 })
  })

  test('a holder of the compliance role whose role ended since the page was opened does not approve', async ({
    kit,
  }) => {
    const { officer, second } = await createOfficers(kit)
    const submitted = await submitDraftBy(kit, officer)
    const { contentHash } = (await getPolicyEdit(kit.deps, second, submitted)).draft!
    await kit.deps.db
      .update(roleGrants)
      .set({ endedAt: kit.deps.clock.now() })
      .where(eq(roleGrants.userid, second.userid))
    await expect(approveVersion(kit.deps, second, { ...submitted, contentHash })).rejects.toMatchObject({ status: 404 })
  })

  test('a holder of the compliance role sees boards, people and exports, may send reminders, and sees neither settings nor the audit log', async ({
    kit,
  }) => {
    const { officer, author, lead } = await createOfficers(kit)
    const id = await createPublishedPolicy(kit, { author, lead }, draft)
    expect(await countsOf(kit, officer, id)).not.toEqual({})
    const { requestAs } = createTestClient(kit.deps)
    const statusOf = async (method: 'GET' | 'POST', path: string, body?: unknown) =>
      (await requestAs(officer, method, path, body)).status
    expect(await statusOf('GET', `/api/policies/${id}/people`)).toBe(200)
    expect(await statusOf('POST', `/api/policies/${id}/export`, { format: 'html' })).toBe(201)
    expect(await statusOf('POST', `/api/policies/${id}/urge`, {})).toBe(200)
    for (const path of [
      'settings',
      'settings/roles',
      'settings/partners',
      'settings/api-keys',
      'audit',
      'settings/outbox',
    ])
      expect([path, await statusOf('GET', `/api/${path}`)]).toEqual([path, 404])
  })
})
