import type { PolicyReadingView } from '@desk/shared/policies/policy-schemas'
import { eq, sql } from 'drizzle-orm'
import { describe, expect, vi } from 'vitest'
import { auditEntries } from '../../db/schema/index.ts'
import { WecomRefusedError, WecomUnreachableError } from '../../kernel/app-error.ts'
import { initialStateOf, browser } from '../../testing/browser.ts'
import { createTestApp } from '../../testing/http.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { atAccessGate, outcomeOf, WEEK_HOURS } from '../../testing/fixtures/access-gate.ts'
import { report } from '../../testing/fixtures/lost-device.ts'
import { clause, draftOf, openPolicy, policyCompany, readAll, readAndSign } from '../../testing/fixtures/policy.ts'
import { accessGateGauges, answerSecondFactor } from './report/second-factor.ts'
import { askQuestion } from '../policies/questions/ask-question.ts'
import { exemptPerson } from '../policies/roster/change-person.ts'
import { changeAccessGate } from '../policies/document/access-gate-setting.ts'
import { runSelfCheck } from '../self-check/jobs/run-self-check.ts'

const listAdmissionReasons = async ({ deps }: Kit) =>
  (await deps.db.select().from(auditEntries).where(eq(auditEntries.action, 'policy.gate_open'))).map(
    ({ object, details }) => [object, details['why']],
  )
const failingRead = () => Promise.reject(new Error('the roster cannot be read'))

/** Runs `act` while a table cannot be read. */
async function withoutTable<Result>({ deps }: Kit, table: string, act: () => Promise<Result>): Promise<Result> {
  const rename = (from: string, to: string) => deps.db.execute(sql.raw(`alter table ${from} rename to ${to}`))
  await rename(table, 'out_of_reach')
  try {
    return await act()
  } finally {
    await rename('out_of_reach', table)
  }
}

describe('the access gate', () => {
  test('the access gate admits a person only after they signed their policy', async ({ kit }) => {
    const { person, id, arrive, continueSignIn, passed } = await atAccessGate(kit)
    const first = await arrive()
    expect([first.status, first.headers.get('location')]).toEqual([302, `/policies/${id}?gate=1`])
    expect(first.headers.get('set-cookie')).toMatch(/desk_gate=[^;]+; Max-Age=300;.*HttpOnly/)
    expect((await continueSignIn()).headers.get('location')).toBe(`/policies/${id}?gate=1`)
    expect(passed).toEqual([])
    await readAndSign(kit, person, id)
    expect(await outcomeOf(await continueSignIn())).toBe('passed')
    expect(passed).toEqual(['guoji'])
    expect(await listAdmissionReasons(kit)).toEqual([])
    // The code is used up: WeCom sends a new one next time.
    expect(await outcomeOf(await continueSignIn())).toBe('again')
    expect(await outcomeOf(await arrive())).toBe('passed')
  })

  test('the access gate refuses a cookie with another userid', async ({ kit }) => {
    const { author, arrive, app, passed, person, id } = await atAccessGate(kit)
    const cookie = (await arrive()).headers.get('set-cookie')?.split(';')[0] ?? ''
    const continueWith = async (value: string) =>
      outcomeOf(await app.request('/auth/second-factor/next', { headers: { cookie: value } }))
    const other = Buffer.from(JSON.stringify({ userid: 'sunhao', tfaCode: 'tfa-c1' })).toString('base64url')
    await readAndSign(kit, person, id)
    await report(kit, author, person.userid)
    expect(await continueWith(cookie)).toBe('refused')
    expect(await continueWith(cookie.replace(/=[^.]+\./, `=${other}.`))).toBe('again')
    expect(passed).toEqual([])
  })

  test('the access gate admits a person who took longer than WeCom waits after they start again', async ({ kit }) => {
    const { person, id, arrive, continueSignIn, passed } = await atAccessGate(kit)
    await arrive()
    await readAndSign(kit, person, id)
    const { passSecondFactor } = kit.deps.wecom
    kit.deps.wecom.passSecondFactor = async () => {
      throw new WecomRefusedError(40207, 'user/tfa_succ')
    }
    expect(await outcomeOf(await continueSignIn())).toBe('again')
    kit.deps.wecom.passSecondFactor = passSecondFactor
    expect(await outcomeOf(await arrive())).toBe('passed')
    expect(passed).toEqual(['guoji'])
  })

  test.for([
    ['while it is off, as by default', { isOn: false }],
    ['before the last day', { hours: WEEK_HOURS - 24 }],
    ['for a policy that is not required before use', { draft: draftOf([clause('1')]) }],
  ] as const)('the access gate admits everyone immediately %s', async ([_name, overrides], { kit }) => {
    const { arrive } = await atAccessGate(kit, overrides)
    expect(await outcomeOf(await arrive())).toBe('passed')
    expect(await listAdmissionReasons(kit)).toEqual([])
  })

  test('the access gate admits a person with an open question, and an exempt person', async ({ kit }) => {
    const { author, person, id, arrive, passed } = await atAccessGate(kit)
    const { versionId } = await openPolicy(kit, person, id)
    await askQuestion(kit.deps, person, { id, versionId, clauseId: null, text: '为什么？' })
    expect(await outcomeOf(await arrive())).toBe('passed')
    const other = await kit.given.member({ userid: 'sunhao' })
    await exemptPerson(kit.deps, author, { id, userid: other.userid, reason: '外派', until: null })
    kit.deps.wecom.protection.tfaCodes.set('x', other.userid)
    expect(await answerSecondFactor(kit.deps, 'x')).toEqual({ outcome: 'passed' })
    expect(passed).toEqual(['guoji', 'sunhao'])
  })

  test('the access gate refuses a locked account in any state of a policy', async ({ kit }) => {
    const { author, person, id, arrive, continueSignIn, passed } = await atAccessGate(kit)
    await arrive()
    await readAndSign(kit, person, id)
    await report(kit, author, person.userid)
    expect(await outcomeOf(await continueSignIn())).toBe('refused')
    expect(await outcomeOf(await arrive())).toBe('refused')
    kit.deps.findPendingPolicy = failingRead
    expect(await outcomeOf(await arrive())).toBe('refused')
    expect(passed).toEqual([])
    expect(await listAdmissionReasons(kit)).toEqual([])
  })

  test('the access gate refuses a locked account even when the signing page fails', async ({ kit }) => {
    const { author, person, arrive, signIn, passed } = await atAccessGate(kit)
    await arrive()
    await report(kit, author, person.userid)
    kit.deps.wecom.failures.push(new WecomUnreachableError('timeout', 'auth/getuserinfo'))
    expect(await outcomeOf(await signIn())).toBe('refused')
    expect(passed).toEqual([])
    expect(await listAdmissionReasons(kit)).toEqual([])
  })
})

describe('unchecked admissions', () => {
  test('an unchecked admission is audited when the pending policies cannot be read', async ({ kit }) => {
    const { arrive, passed } = await atAccessGate(kit)
    kit.deps.findPendingPolicy = failingRead
    expect(await outcomeOf(await arrive())).toBe('passed')
    expect([passed, await listAdmissionReasons(kit)]).toEqual([['guoji'], [['guoji', 'error']]])
  })

  test('an unchecked admission is audited when reading the policies takes too long', async ({ kit }) => {
    const { passed } = await atAccessGate(kit)
    kit.deps.findPendingPolicy = () => new Promise(() => {})
    kit.deps.wecom.protection.tfaCodes.set('slow', 'guoji')
    expect(await answerSecondFactor(kit.deps, 'slow', 5)).toEqual({ outcome: 'passed' })
    expect([passed, await listAdmissionReasons(kit)]).toEqual([['guoji'], [['guoji', 'time_out']]])
  })

  test('an unchecked admission is audited when WeCom does not identify the person', async ({ kit }) => {
    const { arrive, signIn, passed } = await atAccessGate(kit)
    await arrive()
    kit.deps.wecom.failures.push(new WecomUnreachableError('timeout', 'auth/getuserinfo'))
    expect(await outcomeOf(await signIn())).toBe('passed')
    expect([passed, await listAdmissionReasons(kit)]).toEqual([['guoji'], [['guoji', 'sign_in']]])
  })

  test('an unchecked admission is audited when the text to sign cannot be shown', async ({ kit }) => {
    const { arrive, passed } = await atAccessGate(kit)
    expect(await outcomeOf(await withoutTable(kit, 'policy_clauses', arrive))).toBe('passed')
    expect([passed, await listAdmissionReasons(kit)]).toEqual([['guoji'], [['guoji', 'error']]])
  })

  test('a browser in which no person waits is not admitted without a check', async ({ kit }) => {
    const { signIn, passed } = await atAccessGate(kit)
    kit.deps.wecom.failures.push(new WecomUnreachableError('timeout', 'auth/getuserinfo'))
    expect((await initialStateOf(await signIn())).page).toMatchObject({ name: 'refusal' })
    expect(passed).toEqual([])
  })
})

describe('invented codes', () => {
  test("an invented code is not sent to WeCom without the browser's own state and cookie", async ({ kit }) => {
    const { app } = await atAccessGate(kit)
    const exchanges = vi.spyOn(kit.deps.wecom, 'secondFactorOf')
    const openWithoutCookies = (path: string) => app.request(path, { headers: { accept: 'text/html' } })
    const first = await openWithoutCookies('/auth/second-factor?code=junk')
    const redirect = first.headers.get('location') ?? ''
    expect([first.status, redirect]).toEqual([
      302,
      expect.stringMatching(/^\/auth\/second-factor\?code=junk&seen=\w+$/),
    ])
    // Simulates a fetch from another site: cookies are neither stored nor sent.
    expect(await outcomeOf(await openWithoutCookies(redirect))).toBe('stale')
    expect(await outcomeOf(await openWithoutCookies('/auth/second-factor?code=junk&seen=made0up'))).toBe('stale')
    expect(await outcomeOf(await browser(app).open(redirect))).toBe('stale')
    expect(exchanges).not.toHaveBeenCalled()
  })

  test('an invented code does not block others of the same address, however often it is sent', async ({ kit }) => {
    const { app, arrive } = await atAccessGate(kit, { isOn: false })
    for (let attempt = 0; attempt < 25; attempt += 1) {
      const attacker = browser(app)
      const first = await attacker.open(`/auth/second-factor?code=bad${String(attempt)}`)
      expect(await outcomeOf(await attacker.open(first.headers.get('location') ?? ''))).toBe('stale')
      // At twenty a second none waits; while the clock stands still, each would wait longer than the one before.
      kit.deps.clock.advanceSeconds(0.05)
    }
    expect(await outcomeOf(await arrive())).toBe('passed')
  })

  test('a person who arrives or returns from signing gets the busy page while WeCom may not be queried', async ({
    kit,
  }) => {
    const { phone, arrive, continueSignIn, passed } = await atAccessGate(kit)
    await arrive()
    phone.goTo(createTestApp(kit.deps, { codeLimiter: () => Promise.resolve(null) }))
    expect(await outcomeOf(await continueSignIn())).toBe('busy')
    expect(await outcomeOf(await arrive())).toBe('busy')
    expect(passed).toEqual([])
  })
})

describe('failures on other paths admit no one', () => {
  const paths = ['/go/%00', '/r/%00', '/', '/requests', '/api/home']
  test.for(paths)('a failure at %s admits no one', async (path, { kit }) => {
    const { phone, arrive, continueSignIn, signIn, passed, id } = await atAccessGate(kit)
    await arrive()
    await signIn()
    await withoutTable(kit, 'requests', () => phone.open(path))
    await phone.open(path)
    expect([passed, await listAdmissionReasons(kit)]).toEqual([[], []])
    expect((await continueSignIn()).headers.get('location')).toBe(`/policies/${id}?gate=1`)
  })

  test('after a failure at the signature, the person returns to the same policy', async ({ kit }) => {
    const { id, phone, arrive, continueSignIn, signIn, passed } = await atAccessGate(kit)
    await arrive()
    await signIn()
    const view = (await (await phone.open(`/api/policies/${id}`)).json()) as PolicyReadingView
    kit.deps.clock.advanceSeconds(60)
    const { next } = kit.deps.ids
    kit.deps.ids.next = (kind) => {
      if (kind === 'signature') throw new Error('no more ids')
      return next(kind)
    }
    const answer = await phone.post(`/api/policies/${id}/signature`, readAll(view))
    kit.deps.ids.next = next
    expect(answer.status).toBe(500)
    expect([passed, await listAdmissionReasons(kit)]).toEqual([[], []])
    expect((await continueSignIn()).headers.get('location')).toBe(`/policies/${id}?gate=1`)
  })
})

describe('the alarm about unchecked admissions', () => {
  const gauge = async ({ deps }: Kit) => (await accessGateGauges(deps)[0]?.read())?.[0]?.value

  test('the fifth unchecked admission within an hour is logged and fails the self-check', async ({ kit }) => {
    await atAccessGate(kit)
    const errors: unknown[] = []
    const log = { ...kit.deps.log, error: (fields: object, message: string) => void errors.push([message, fields]) }
    const admitUnchecked = async (count: number) => {
      const code = `again${String(count)}`
      kit.deps.wecom.protection.tfaCodes.set(code, 'guoji')
      const deps = { ...kit.deps, log, findPendingPolicy: () => new Promise<null>(() => {}) }
      expect(await answerSecondFactor(deps, code, 1)).toEqual({ outcome: 'passed' })
    }
    const verdict = async () => (await runSelfCheck(kit.deps)).items.find(({ item }) => item === 'access_gate')
    expect(await verdict()).toMatchObject({ level: 'ok' })
    for (const count of [1, 2, 3, 4]) await admitUnchecked(count)
    expect([errors, await gauge(kit)]).toEqual([[], 4])
    expect(await verdict()).toMatchObject({ level: 'warn', facts: { openings: '4' } })
    await admitUnchecked(5)
    expect(errors).toEqual([['the access gate admits people without a check', { admissions: 5 }]])
    expect(await verdict()).toMatchObject({ level: 'bad', reason: 'opened', facts: { openings: '5' } })
    kit.deps.clock.advanceHours(1)
    expect([await gauge(kit), (await verdict())?.level]).toEqual([0, 'ok'])
  })
})

test('the lead changes the access gate, with an audit record, unless it changed since they read it', async ({
  kit,
}) => {
  const { author, lead } = await policyCompany(kit)
  const byAuthor = changeAccessGate(kit.deps, author, { isOn: true, version: 0 })
  await expect(byAuthor).rejects.toMatchObject({ code: 'not_found' })
  await changeAccessGate(kit.deps, lead, { isOn: true, version: 0 })
  const stale = changeAccessGate(kit.deps, lead, { isOn: false, version: 0 })
  await expect(stale).rejects.toMatchObject({ code: 'settings.changed_meanwhile' })
  const [entry] = await kit.deps.db.select().from(auditEntries).where(eq(auditEntries.object, 'policies.gate'))
  expect(entry).toMatchObject({ actor: 'lead', action: 'settings.change', details: { value: true } })
})
