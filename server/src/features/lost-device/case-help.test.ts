import { describe, expect } from 'vitest'
import { initialStateOf, browser } from '../../testing/browser.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { createTestApp } from '../../testing/http.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { lostDeviceCompany, report } from '../../testing/fixtures/lost-device.ts'
import { requireCase } from './cases/case-queries.ts'
import { decideCase } from './recovery/decide-case.ts'

/** Returns a function that opens the page of a code on a phone that never signed in. */
function createHelpFinder({ deps }: Kit) {
  const phone = browser(createTestApp(deps), 'test')
  return async (code: string) => {
    const page = await phone.open(`/case-help?code=${encodeURIComponent(code)}`)
    expect(page.status).toBe(200)
    return (await initialStateOf(page)).page.data as { state: string; found: Record<string, unknown> | null }
  }
}

describe('the page of a case code', () => {
  test('the page of a case code shows state and phone numbers on a phone without a session, and no name of the person', async ({
    kit,
  }) => {
    const { subject } = await lostDeviceCompany(kit)
    const { id } = await report(kit, subject, subject.userid)
    await drainOutbox(kit.deps)
    const { no } = await requireCase(kit.deps.db, id)
    const findHelp = createHelpFinder(kit)
    const shown = await findHelp(no)
    expect(shown).toMatchObject({ state: 'found', found: { phase: 'locked', admins: [{ name: '李敏' }] } })
    expect(Object.keys(shown.found ?? {}).sort()).toEqual(['admins', 'onCall', 'phase', 'proof'])
    // People may type the code in lower case, and a space for the hyphen.
    expect(await findHelp(no.toLowerCase().replace('-', ' '))).toMatchObject({ state: 'found' })
  })

  test('a code of a case that is over is as unknown as one that never existed', async ({ kit }) => {
    const { subject, colleague, admin } = await lostDeviceCompany(kit)
    const { id } = await report(kit, colleague, subject.userid)
    const { no, version } = await requireCase(kit.deps.db, id)
    const findHelp = createHelpFinder(kit)
    expect((await findHelp(no)).state).toBe('found')
    await decideCase(kit.deps, admin, { id, version, decision: 'dismiss', note: '手机在本人手中' })
    expect([(await findHelp(no)).state, (await findHelp('0000-0000')).state, (await findHelp('')).state]).toEqual([
      'unknown',
      'unknown',
      'empty',
    ])
  })

  test('a network that tries many codes gets no further answer for ten minutes', async ({ kit }) => {
    const { subject } = await lostDeviceCompany(kit)
    const { id } = await report(kit, subject, subject.userid)
    const { no } = await requireCase(kit.deps.db, id)
    const findHelp = createHelpFinder(kit)
    for (let attempt = 0; attempt < 20; attempt += 1) await findHelp('0000-0000')
    expect((await findHelp(no)).state).toBe('limited')
    kit.deps.clock.advanceSeconds(601)
    expect((await findHelp(no)).state).toBe('found')
  })
})
