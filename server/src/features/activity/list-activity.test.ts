import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { sessions } from '../../db/schema/index.ts'
import { browser, desktopAgent } from '../../testing/browser.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { givenSignIn } from '../../testing/sign-in.ts'
import { listActivity } from './list-activity.ts'

const own = { userid: 'guoji', hash: 'none' }

describe('the devices of an account', () => {
  /** Signs in on a phone and, a minute later, on a computer. */
  async function signInTwice(kit: Kit) {
    const { app, phone, issueCode } = await givenSignIn(kit, { userid: 'guoji' })
    for (const [code, device] of [['c1', phone] as const, ['c2', browser(app, desktopAgent)] as const]) {
      issueCode(code)
      await device.callback(await device.state(), code)
      kit.deps.clock.advanceSeconds(60)
    }
    return async () => {
      const { devices } = await listActivity(kit.deps, own, {})
      return (devices ?? []).map(({ device, isNew, endedAt }) => [device.system, isNew, endedAt])
    }
  }

  test('the most recently used device is first, and a device of a kind that was never used before is new', async ({
    kit,
  }) => {
    const devices = await signInTwice(kit)
    expect(await devices()).toEqual([
      ['linux', true, null],
      ['ios', false, null],
    ])
  })

  test('a device shows when its session was ended, or when it expired because it was not used', async ({ kit }) => {
    const { db, clock } = kit.deps
    const devices = await signInTwice(kit)
    const [phone, computer] = await db.select().from(sessions).orderBy(sessions.createdAt)
    const endedAt = clock.now()
    await db.update(sessions).set({ endedAt }).where(eq(sessions.tokenHash, phone!.tokenHash))
    const idle = new Date(computer!.lastSeenAt.getTime() + 12 * 3_600_000)
    expect((await devices()).map(([, , ended]) => ended)).toEqual([null, endedAt.toISOString()])
    clock.advanceSeconds((idle.getTime() - clock.now().getTime()) / 1000)
    expect((await devices()).map(([, , ended]) => ended)).toEqual([idle.toISOString(), endedAt.toISOString()])
  })
})
