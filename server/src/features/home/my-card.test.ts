import { expect } from 'vitest'
import { clause, createPublishedPolicy, draftOf, policyCompany, readAndSign } from '../../testing/fixtures/policy.ts'
import { createSession } from '../../testing/http.ts'
import { test } from '../../testing/kit.ts'
import { getMyCard } from './get-my-card.ts'

test('the card counts the receipts and the active sessions of its owner only', async ({ kit }) => {
  const { north, ...company } = await policyCompany(kit)
  const person = await kit.given.member({ userid: 'guoji', department: north })
  const other = await kit.given.member({ userid: 'sunhao', department: north })
  const id = await createPublishedPolicy(kit, company, draftOf([clause('1')]))
  const read = async () => {
    const { receipts, sessions } = await getMyCard(kit.deps, person)
    return { receipts, sessions }
  }
  expect(await read()).toEqual({ receipts: 0, sessions: 0 })
  await readAndSign(kit, person, id)
  await readAndSign(kit, other, id)
  await createSession(kit.deps, person)
  await createSession(kit.deps, other)
  expect(await read()).toEqual({ receipts: 1, sessions: 1 })
  kit.deps.clock.advanceHours(13)
  expect(await read()).toEqual({ receipts: 1, sessions: 0 })
})
