import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { members } from '../../db/schema/index.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { caseFor, lostDeviceCompany, createGuardian, report } from '../../testing/fixtures/lost-device.ts'
import { summarizeWaitingCases } from './views/waiting-cases.ts'
import { confirmIdentity, markDeviceFound, unlockCase } from './recovery/recover-case.ts'
import { notifiedOf } from '../../testing/fixtures/sent-cards.ts'

type People = Awaited<ReturnType<typeof lostDeviceCompany>>

const setStatus = ({ deps }: Kit, { userid }: People['ops'], status: number) =>
  deps.db.update(members).set({ status }).where(eq(members.userid, userid))

/** Creates a case in recovery that a guardian reported, after these people have left. */
async function createRecovery(kit: Kit, without: readonly (keyof Pick<People, 'admin' | 'second' | 'lead'>)[]) {
  const people = await lostDeviceCompany(kit)
  await createGuardian(kit, people.subject.userid, people.other.userid)
  const { id } = await report(kit, people.other, people.subject.userid)
  await drainOutbox(kit.deps)
  for (const name of without) await setStatus(kit, people[name], 5)
  const current = async () => ({ id, version: (await caseFor(kit, people.ops, id)).version })
  await markDeviceFound(kit.deps, people.other, await current())
  await drainOutbox(kit.deps)
  const seen = () => caseFor(kit, people.ops, id)
  const identify = async (who: People['ops']) =>
    confirmIdentity(kit.deps, who, { ...(await current()), channel: 'phone' })
  return { people, id, current, seen, identify }
}

const names = (people: readonly { userid: string }[]) => people.map(({ userid }) => userid)

describe('a recovery in which only one person could unlock', () => {
  test('the department admin has to confirm the identity, not the only person who can unlock', async ({ kit }) => {
    const { people, current, seen, identify } = await createRecovery(kit, ['second', 'lead'])
    expect(await seen()).toMatchObject({ lacksSecond: false, next: [{ userid: 'limin' }] })
    expect((await seen()).allowed).not.toContain('identify')
    await expect(identify(people.ops)).rejects.toMatchObject({ code: 'auth.forbidden' })
    expect((await identify(people.admin)).lacksSecond).toBe(false)
    await unlockCase(kit.deps, people.ops, await current())
    await drainOutbox(kit.deps)
    expect((await seen()).phase).toBe('aftercare')
  })

  test('the ops lead has to be the second person when there is no admin', async ({ kit }) => {
    const { people, current, seen, identify } = await createRecovery(kit, ['admin', 'second'])
    expect(names((await seen()).next)).toEqual(['chenhaiyan'])
    await identify(people.ops)
    await drainOutbox(kit.deps)
    expect([names((await seen()).next), notifiedOf(kit, '待解锁')]).toEqual([['lead'], ['lead']])
    await unlockCase(kit.deps, people.lead, await current())
  })

  test('the case shows that a second person is lacking, and one who is appointed later is notified', async ({
    kit,
  }) => {
    const { people, id, current, seen, identify } = await createRecovery(kit, ['admin', 'second', 'lead'])
    expect(await seen()).toMatchObject({ phase: 'recovery', lacksSecond: true, next: [{ userid: 'chenhaiyan' }] })
    expect((await summarizeWaitingCases(kit.deps, people.ops)).first).toBe(id)
    await expect(identify(people.ops)).rejects.toMatchObject({ code: 'auth.forbidden' })
    expect(notifiedOf(kit, '郭𠮷申请恢复账号')).toEqual(['chenhaiyan'])
    const wait = async (hours: number) => {
      for (let half = 0; half < hours * 2; half += 1) {
        kit.deps.clock.advanceSeconds(31 * 60)
        await drainOutbox(kit.deps)
      }
    }
    // A person who cannot act is not called repeatedly.
    await wait(4)
    expect(notifiedOf(kit, '郭𠮷申请恢复账号')).toEqual(['chenhaiyan'])
    await setStatus(kit, people.second, 1)
    await wait(1)
    expect(notifiedOf(kit, '郭𠮷申请恢复账号')).toContain('zhouqiming')
    expect((await seen()).lacksSecond).toBe(false)
    await identify(people.second)
    await unlockCase(kit.deps, people.ops, await current())
  })

  test('the case also shows that a second person is lacking when they left after the first person confirmed', async ({
    kit,
  }) => {
    const { people, seen, identify } = await createRecovery(kit, ['admin', 'lead'])
    await identify(people.ops)
    await setStatus(kit, people.second, 5)
    expect(await seen()).toMatchObject({ phase: 'identity_ok', lacksSecond: true, next: [{ userid: 'chenhaiyan' }] })
    expect((await seen()).allowed).not.toContain('unlock')
  })
})
