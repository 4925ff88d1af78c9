import type { MemberActor } from '@desk/shared/identity/actor'
import type { PolicyId } from '@desk/shared/kernel/ids'
import { eq } from 'drizzle-orm'
import { expect } from 'vitest'
import { departments } from '../../db/schema/index.ts'
import { mirrorMembers } from '../../kernel/mirror-members.ts'
import { type Kit, test } from '../../testing/kit.ts'
import {
  clause,
  draftOf,
  nextVersion,
  open,
  policyCompany,
  published,
  readAll,
  sign,
} from '../../testing/policy-stories.ts'
import { getPersonHistory } from './get-history.ts'

const clauses = [clause('1'), clause('2')]

type Reading = { actor: MemberActor; id: PolicyId; read: Record<string, number> }

async function readFor(kit: Kit, { actor, id, read }: Reading): Promise<void> {
  const view = await open(kit, actor, id)
  kit.deps.clock.advanceSeconds(60)
  await sign(kit, actor, id, { ...readAll(view), read })
}

test('tells where somebody was when he signed, also when that department is gone, and the time on each clause', async ({
  kit,
}) => {
  const { north, south, ...two } = await policyCompany(kit)
  const person = await kit.given.member({ userid: 'guoji', department: north })
  const id = await published(kit, two, draftOf(clauses))
  await readFor(kit, { actor: person, id, read: { 1: 12_400, 2: 8_000 } })
  const moved = kit.deps.wecom.members.get('guoji')!
  await kit.deps.db.transaction(async (tx) => {
    await mirrorMembers(tx, [{ ...moved, departments: [south], mainDepartment: south }], {
      at: kit.deps.clock.now(),
      source: 'test',
    })
    await tx.delete(departments).where(eq(departments.id, north))
  })
  await nextVersion(kit, two, id, 'major', draftOf([clause('1'), clause('2', '改。')]))
  await readFor(kit, { actor: person, id, read: { 2: 4_600 } })
  const { signatures } = await getPersonHistory(kit.deps, two.author, { id, userid: 'guoji' })
  expect(signatures).toMatchObject([
    {
      label: '2.0',
      basis: 'delta',
      department: ['南'],
      departmentId: south,
      read: [{ no: '2', seconds: 5 }],
    },
    {
      label: '1.0',
      basis: 'full',
      department: ['北'],
      departmentId: north,
      read: [
        { no: '1', seconds: 12 },
        { no: '2', seconds: 8 },
      ],
    },
  ])
})
