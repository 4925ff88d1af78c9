import { expect } from 'vitest'
import { lostDeviceCompany } from '../../testing/fixtures/lost-device.ts'
import { clause, createPublishedPolicy, draftOf, policyCompany, readAndSign } from '../../testing/fixtures/policy.ts'
import { createSession } from '../../testing/http.ts'
import { test } from '../../testing/kit.ts'
import { answerGuardianRequest, requestGuardian } from '../lost-device/guardians/guardians.ts'
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

test('the card lists the guardians who accepted, and counts those who have not answered', async ({ kit }) => {
  const { subject, other, colleague } = await lostDeviceCompany(kit)
  const read = async () => {
    const { guardians, askedGuardians } = await getMyCard(kit.deps, subject)
    return { guardians: guardians.map(({ userid }) => userid), askedGuardians }
  }
  await requestGuardian(kit.deps, subject, other.userid)
  expect(await read()).toEqual({ guardians: [], askedGuardians: 1 })
  await answerGuardianRequest(kit.deps, other, { userid: subject.userid, answer: 'accept' })
  await requestGuardian(kit.deps, subject, colleague.userid)
  expect(await read()).toEqual({ guardians: [other.userid], askedGuardians: 1 })
})
