import { expect } from 'vitest'
import { roleGrants } from '../../db/schema/index.ts'
import { eq } from 'drizzle-orm'
import { type Kit, test } from '../../testing/kit.ts'
import { approveDraft, clause, draftOf } from '../../testing/fixtures/policy.ts'
import { createPolicy, submitDraft } from './authoring/edit-policy.ts'
import { getPolicyEdit } from './authoring/get-policy-editor.ts'
import { summarizePendingVersions } from './authoring/pending-versions.ts'

const endRoles = ({ deps }: Kit, userid: string) =>
  deps.db.update(roleGrants).set({ endedAt: deps.clock.now() }).where(eq(roleGrants.userid, userid))

test('an approved version is pending for its authors, and for all of ops once its authors have lost their roles', async ({
  kit,
}) => {
  const author = await kit.given.member({ userid: 'zhouqiming', roles: ['ops'] })
  const other = await kit.given.member({ userid: 'chenhaiyan', roles: ['ops'] })
  const lead = await kit.given.member({ userid: 'tangzhenhua', roles: ['ops_lead'] })
  const id = await createPolicy(kit.deps, author, draftOf([clause('1.1')]))
  const edition = async () => (await getPolicyEdit(kit.deps, author, { id })).edition
  await submitDraft(kit.deps, author, { id, edition: await edition() })
  await approveDraft(kit, lead, id)
  const countPending = async (actor: typeof author) => (await summarizePendingVersions(kit.deps, actor)).count
  expect([await countPending(author), await countPending(other)]).toEqual([1, 0])
  await endRoles(kit, 'zhouqiming')
  expect([await countPending({ ...author, roles: [] }), await countPending(other)]).toEqual([0, 1])
})
