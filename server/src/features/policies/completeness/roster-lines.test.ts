import { gunzipSync } from 'node:zlib'
import { expect } from 'vitest'
import { partners, policySigners } from '../../../db/schema/index.ts'
import { clause, createPublishedPolicy, draftOf, policyCompany } from '../../../testing/fixtures/policy.ts'
import { test } from '../../../testing/kit.ts'
import { requirePublishedPolicy } from '../document/policy-queries.ts'
import { readerOf } from '../roster/policy-as-of.ts'
import { commitRoster } from './commit-roster.ts'

test('the line of a disabled partner whose contract is not over gives as reason that they are inactive', async ({
  kit,
}) => {
  const { deps, given } = kit
  const { north, ...company } = await policyCompany(kit)
  const id = await createPublishedPolicy(kit, company, draftOf([clause('1')]))
  const contract = { company: '外协厂', sponsor: 'author', since: deps.clock.now(), setBy: 'author' }
  for (const [userid, endsOn, status] of [
    ['disabled', '2026-03-17', 2],
    ['over', '2026-03-16', 1],
    ['both', '2026-03-16', 2],
  ] as const) {
    await given.member({ userid, department: north, status })
    await deps.db.insert(partners).values({ ...contract, userid, endsOn })
  }
  await given.member({ userid: 'idle', department: north, status: 4 })
  const policy = await requirePublishedPolicy(deps.db, id)
  const subject = { policy, reader: readerOf(deps, policy), day: '2026-03-17' }
  const roster = await commitRoster(deps, subject, { why: 'due', actor: { kind: 'system', job: 'policies' } })
  const signers = await deps.db.select().from(policySigners)
  const useridOf = new Map(signers.map(({ person, userid }) => [person as string, userid]))
  const lines = gunzipSync(roster!.lines).toString().trimEnd().split('\n')
  const reasons = lines
    .map((line) => JSON.parse(line) as { person: string; state: string; reason: string | null })
    .filter(({ state }) => state === 'excluded')
    .map(({ person, reason }) => [useridOf.get(person), reason])
  expect(Object.fromEntries(reasons)).toEqual({
    disabled: 'inactive',
    over: 'contract_ended',
    both: 'contract_ended',
    idle: 'inactive',
  })
})
