import { describe, expect } from 'vitest'
import { WecomRefusedError, WecomUnreachableError } from '../../kernel/app-error.ts'
import { bootOf, browser } from '../../testing/browser.ts'
import { test } from '../../testing/kit.ts'
import { givenSignIn, refusalOf } from '../../testing/sign-in.ts'

describe('a refused sign-in', () => {
  test.for([
    ['outsider', ''],
    ['outsider', 'wwother/limin'],
    ['out_of_range', 'stranger'],
  ] as const)('%s: %j', async ([reason, userid], { kit }) => {
    const { phone, issueCode, live } = await givenSignIn(kit)
    issueCode('c1', userid)
    const response = await phone.callback(await phone.state('/requests'), 'c1')
    const { page } = await bootOf(response)
    expect(page).toMatchObject({ name: 'refusal', data: { reason, retryTo: '/auth/login?to=%2Frequests' } })
    expect(page.data['helpCode']).toMatch(/^[0-9A-Z]{3}-[0-9A-Z]{2}$/)
    expect(await live()).toEqual([])
  })

  test.for([
    [2, 'disabled'],
    [4, 'not_activated'],
    [5, 'left'],
  ] as const)('status %i: %s', async ([status, reason], { kit }) => {
    const { phone, issueCode, live } = await givenSignIn(kit, { status })
    issueCode('c1')
    expect(await refusalOf(await phone.callback(await phone.state(), 'c1'))).toBe(reason)
    expect(await live()).toEqual([])
  })

  test('whoever turns out to be disabled loses his other sessions', async ({ kit }) => {
    const { app, phone, issueCode } = await givenSignIn(kit)
    issueCode('c1')
    await phone.callback(await phone.state(), 'c1')
    const member = kit.deps.wecom.members.get('limin')
    if (member) kit.deps.wecom.members.set('limin', { ...member, status: 2 })
    const other = browser(app)
    issueCode('c2')
    await other.callback(await other.state(), 'c2')
    expect((await phone.open('/api/me', { accept: '*/*' })).status).toBe(401)
  })

  test('state missing, unknown, foreign, old, given twice, no code, bad code', async ({ kit }) => {
    const { app, phone, issueCode, live } = await givenSignIn(kit)
    issueCode('c1')
    const reasonOf = async (path: string) => refusalOf(await phone.open(path))
    expect(await reasonOf('/auth/callback?code=c1')).toBe('state_missing')
    expect(await reasonOf('/auth/callback?code=c1&state=a-b_c')).toBe('state_missing')
    expect(await reasonOf('/auth/callback?code=c1&state=nobodyMadeThis')).toBe('state_old')
    const foreign = await browser(app).state()
    expect(await reasonOf(`/auth/callback?code=c1&state=${foreign}`)).toBe('state_foreign')
    await phone.state()
    expect(await reasonOf(`/auth/callback?code=c1&state=${foreign}`)).toBe('state_foreign')
    const state = await phone.state()
    expect(await reasonOf(`/auth/callback?code=c1&state=${state}&state=${state}`)).toBe('state_missing')
    kit.deps.clock.advanceSeconds(301)
    expect(await reasonOf(`/auth/callback?code=c1&state=${state}`)).toBe('state_old')
    expect(await reasonOf(`/auth/callback?state=${await phone.state()}`)).toBe('code_used')
    expect(await reasonOf(`/auth/callback?code=unknown&state=${await phone.state()}`)).toBe('code_used')
    expect(await live()).toEqual([])
    expect(kit.deps.wecom.codes.has('c1')).toBe(true)
  })

  test('a state is good for one exchange, also after a refusal', async ({ kit }) => {
    const { phone, issueCode, live } = await givenSignIn(kit)
    const state = await phone.state()
    await phone.callback(state, 'wrong')
    issueCode('c1')
    expect((await phone.callback(state, 'c1')).status).toBe(302)
    kit.deps.clock.advanceSeconds(60)
    expect(await refusalOf(await phone.callback(state, 'c1'))).toBe('state_old')
    expect(await live()).toEqual([])
  })

  test.for([
    new WecomUnreachableError('timeout', 'auth/getuserinfo'),
    new WecomRefusedError(60020, 'auth/getuserinfo'),
  ])('WeCom does not help: %s', async (failure, { kit }) => {
    const { phone, issueCode } = await givenSignIn(kit)
    kit.deps.wecom.failures.push(failure)
    issueCode('c1')
    expect(await refusalOf(await phone.callback(await phone.state(), 'c1'))).toBe('wecom_unavailable')
  })

  test('bad codes of a network are counted, and after twenty WeCom is not asked', async ({ kit }) => {
    const { phone, issueCode } = await givenSignIn(kit)
    for (let i = 0; i < 20; i += 1) await phone.callback(await phone.state(), `bad${i}`)
    issueCode('good')
    const state = await phone.state()
    const refused = await phone.callback(state, 'good', { accept: '*/*' })
    expect(refused.headers.get('retry-after')).toBe('60')
    expect(kit.deps.wecom.codes.has('good')).toBe(true)
    kit.deps.clock.advanceSeconds(60)
    expect((await phone.callback(state, 'good')).status).toBe(200)
  })
})
