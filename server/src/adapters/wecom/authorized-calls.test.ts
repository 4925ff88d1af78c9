import { HOUR_MS } from '@desk/shared/kernel/durations'
import { describe, expect } from 'vitest'
import { wecomRefusals, wecomSecrets } from '../../db/schema/index.ts'
import { WecomDeferredError } from '../../kernel/app-error.ts'
import { listActiveRefusals } from '../../kernel/wecom-refusals-queries.ts'
import { testDatabase } from '../../testing/database/test-database.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { instance, type Instance, platform, secretOf } from '../../testing/token-platform.ts'
import type { AuthorizedCalls } from './authorized-calls.ts'
import type { Call } from './http-call.ts'
import { createSecretCipher } from './secret-cipher.ts'
import { clearUnreadableTokens, tokenCipher } from './token-store.ts'
import { emptyAnswer } from './wire.ts'

const CALLS = 200

const call: Call = { method: 'GET', api: 'user/get', query: { userid: 'limin' } }
const read = ({ calls }: Instance, as: keyof AuthorizedCalls = 'asAgent') => calls[as](call, emptyAnswer)
const callConcurrently = (instances: readonly Instance[], as?: keyof AuthorizedCalls) =>
  Promise.allSettled(instances.flatMap((caller) => Array.from({ length: CALLS }, () => read(caller, as))))
const failures = (results: readonly PromiseSettledResult<unknown>[]) =>
  results.filter(({ status }) => status === 'rejected').length

describe('a token shared by two instances', () => {
  test('a shared token is fetched once per secret at first use and once when it expires', async ({ kit }) => {
    const wecom = platform()
    const both = [instance(kit, wecom), instance(kit, wecom)]
    expect(failures(await callConcurrently(both))).toBe(0)
    expect(failures(await callConcurrently(both, 'asContacts'))).toBe(0)
    expect([...wecom.counts.gettoken]).toEqual([
      [secretOf.agent, 1],
      [secretOf.contacts, 1],
    ])
    kit.deps.clock.advanceSeconds(7_000)
    wecom.expireTokens()
    expect(failures(await callConcurrently(both))).toBe(0)
    expect(wecom.counts.gettoken.get(secretOf.agent)).toBe(2)
  })
})

// The embedded database has one instance: above, it only shows that no call waits for itself.
describe.skipIf(testDatabase.isEmbedded)('a revoked token shared by two instances', () => {
  test.for([40014, 42001])(
    'a shared token is fetched once when WeCom returns %i to all calls in flight',
    async (deadCode, { kit }) => {
      const wecom = platform()
      const both = [instance(kit, wecom), instance(kit, wecom)]
      await callConcurrently(both)
      wecom.expiredTokenCode = deadCode
      wecom.expireTokens()
      expect(failures(await callConcurrently(both))).toBe(0)
      expect(wecom.gettokens()).toBe(2)
    },
  )

  test('a shared token is fetched once when WeCom issues the same value again', async ({ kit }) => {
    const wecom = platform()
    const both = [instance(kit, wecom), instance(kit, wecom)]
    await callConcurrently(both)
    wecom.repeatsToken = true
    wecom.expireTokens()
    expect(failures(await callConcurrently(both))).toBe(0)
    expect(wecom.gettokens()).toBe(2)
  })
})

test('a token that is valid for five minutes is fetched once in two minutes, despite the margin', async ({ kit }) => {
  const wecom = platform()
  const issueShortLived = async (request: Request) => {
    if (!request.url.includes('gettoken')) return Response.json({ errcode: 0 })
    wecom.counts.gettoken.set('x', (wecom.counts.gettoken.get('x') ?? 0) + 1)
    return Response.json({ errcode: 0, access_token: 'same', expires_in: 300 })
  }
  const server = instance(kit, wecom, { fetch: issueShortLived })
  for (let second = 0; second < 140; second += 10) {
    await read(server)
    kit.deps.clock.advanceSeconds(10)
  }
  expect(wecom.gettokens()).toBe(1)
})

describe('a token in the database', () => {
  const [first, second] = ['first', 'second'].map((word) => word.repeat(8)) as [string, string]
  const instanceWith = (kit: Kit, wecom: ReturnType<typeof platform>, ...secrets: [string, ...string[]]) =>
    instance(kit, wecom, { cipher: createSecretCipher(secrets) })
  const cipherOf = (secret: string) => tokenCipher(createSecretCipher([secret]), { corpId: 'ww1', agentId: 1 })
  const storedRows = async ({ deps }: Kit) => JSON.stringify(await deps.db.select().from(wecomSecrets))

  test('a stored token is encrypted, and every instance with the same session secret decrypts it', async ({ kit }) => {
    const wecom = platform()
    await read(instanceWith(kit, wecom, first))
    await read(instanceWith(kit, wecom, first))
    expect(await storedRows(kit)).not.toContain('token-1')
    expect(wecom.gettokens()).toBe(1)
  })

  test('a stored token survives a rotation of the session secret without another fetch', async ({ kit }) => {
    const wecom = platform()
    await read(instanceWith(kit, wecom, first))
    for (const secrets of [
      [first, second],
      [second, first],
    ] as const)
      await read(instanceWith(kit, wecom, ...secrets))
    expect(wecom.gettokens()).toBe(1)
    kit.deps.clock.advanceSeconds(7_000)
    await read(instanceWith(kit, wecom, second, first))
    await read(instanceWith(kit, wecom, second))
    expect(wecom.gettokens()).toBe(2)
  })

  test.for([
    ['in clear', 'token-1'],
    ['under another secret', cipherOf('other'.repeat(8)).seal('agent_token', 'token-1')],
    ['as the value of another row', cipherOf(first).seal('contacts_token', 'token-1')],
    ['damaged', `${cipherOf(first).seal('agent_token', 'token-1').slice(0, -4)}AAAA`],
  ] as const)(
    'a stored token counts as missing and is fetched again when it is stored %s',
    async ([, value], { kit }) => {
      const wecom = platform()
      const expiresAt = new Date(kit.deps.clock.now().getTime() + HOUR_MS)
      await kit.deps.db.insert(wecomSecrets).values({ name: 'agent_token', value, expiresAt, edition: 7 })
      await read(instanceWith(kit, wecom, first))
      expect(wecom.gettokens()).toBe(1)
      const [row] = await kit.deps.db.select().from(wecomSecrets)
      expect([row!.edition, cipherOf(first).open('agent_token', row!.value)]).toEqual([8, 'token-1'])
    },
  )

  test('the token and the tickets of an app that another app replaced are not used', async ({ kit }) => {
    const wecom = platform()
    wecom.acceptedSecrets.add('other-app')
    const other = instance(kit, wecom, { agentId: 2, agentSecret: 'other-app' })
    const ticket = ({ tokens }: Instance, value: string) =>
      tokens.get('agent_ticket', async () => ({ value, expiresIn: 7200 }))
    for (const as of ['asAgent', 'asContacts'] as const) await read(instance(kit, wecom), as)
    await ticket(instance(kit, wecom), 'ticket-1')
    await read(other)
    expect(wecom.counts.gettoken.get('other-app')).toBe(1)
    expect(await ticket(other, 'ticket-2')).toMatchObject({ value: 'ticket-2' })
    // The contacts token is the company's.
    await read(other, 'asContacts')
    expect(wecom.counts.gettoken.get(secretOf.contacts)).toBe(1)
  })

  test('a server with the old secret keeps using the token that another server fetched with the new one', async ({
    kit,
  }) => {
    const wecom = platform()
    const [old, renewed] = [instance(kit, wecom), instance(kit, wecom, { agentSecret: 'new-agent-secret' })]
    await read(old)
    wecom.acceptedSecrets.delete(secretOf.agent)
    wecom.acceptedSecrets.add('new-agent-secret')
    kit.deps.clock.advanceSeconds(7_200)
    await read(renewed)
    await read(old)
    expect(wecom.counts.gettoken.get('new-agent-secret')).toBe(1)
  })

  test('a token that a server of a release before 0.17 stored meanwhile is used', async ({ kit }) => {
    const wecom = platform()
    await read(instanceWith(kit, wecom, first))
    const value = createSecretCipher([first]).seal('agent_token', 'token-1')
    await kit.deps.db.update(wecomSecrets).set({ value })
    await read(instanceWith(kit, wecom, first))
    expect(wecom.gettokens()).toBe(1)
  })

  test('a token that an earlier release stored in plain text is deleted at start', async ({ kit }) => {
    const wecom = platform()
    await read(instanceWith(kit, wecom, first))
    const expiresAt = new Date(kit.deps.clock.now().getTime() + HOUR_MS)
    await kit.deps.db.insert(wecomSecrets).values({ name: 'contacts_token', value: 'in-clear', expiresAt, edition: 7 })
    await clearUnreadableTokens({ db: kit.deps.db, clock: kit.deps.clock, cipher: cipherOf(first) })
    expect(await storedRows(kit)).not.toContain('in-clear')
    await read(instanceWith(kit, wecom, first))
    await read(instanceWith(kit, wecom, first), 'asContacts')
    expect(wecom.gettokens()).toBe(2)
  })
})

describe('a secret that WeCom refuses', () => {
  test('a refused secret is tried once for all callers of all instances, and logged as an error', async ({ kit }) => {
    const wecom = platform()
    wecom.acceptedSecrets.delete(secretOf.agent)
    const errors: unknown[] = []
    const log = { warn: () => {}, error: (fields: unknown) => void errors.push(fields) }
    const both = [instance(kit, wecom, { log }), instance(kit, wecom, { log })]
    const results = await callConcurrently(both)
    expect(failures(results)).toBe(2 * CALLS)
    expect(results.every((result) => result.status === 'rejected' && result.reason instanceof WecomDeferredError)).toBe(
      true,
    )
    expect(wecom.gettokens()).toBe(1)
    expect(errors).toMatchObject([{ tokenName: 'agent_token', errcode: 40001 }])
    expect(await listActiveRefusals(kit.deps.db, kit.deps.clock.now())).toMatchObject([
      { kind: 'secret', subject: 'agent_token', errcode: 40001 },
    ])
    expect(JSON.stringify(await kit.deps.db.select().from(wecomRefusals))).not.toContain(secretOf.agent)
  })

  test('a refused secret does not affect the other secret', async ({ kit }) => {
    const wecom = platform()
    wecom.acceptedSecrets.delete(secretOf.contacts)
    const server = instance(kit, wecom)
    await expect(read(server, 'asContacts')).rejects.toMatchObject({ errcode: 40001 })
    await read(server)
  })

  test('a refused secret is tried again after an hour, and at once when another one is configured', async ({ kit }) => {
    const wecom = platform()
    wecom.acceptedSecrets.delete(secretOf.agent)
    const server = instance(kit, wecom)
    await expect(read(server)).rejects.toMatchObject({ errcode: 40001 })
    kit.deps.clock.advanceSeconds(3_599)
    await expect(read(server)).rejects.toMatchObject({ errcode: 40001 })
    expect(wecom.gettokens()).toBe(1)
    kit.deps.clock.advanceSeconds(1)
    await expect(read(server)).rejects.toMatchObject({ errcode: 40001 })
    expect(wecom.gettokens()).toBe(2)
    wecom.acceptedSecrets.add('new-agent-secret')
    await read(instance(kit, wecom, { agentSecret: 'new-agent-secret' }))
    expect(await listActiveRefusals(kit.deps.db, kit.deps.clock.now())).toEqual([])
  })
})

describe('rate limit of an API', () => {
  test.for(['user/getuserid', 'user/get_userid_by_email'])(
    'errcode 45009 of a search for an account blocks the search for a day: %s',
    async (api, { kit }) => {
      const wecom = platform()
      const server = instance(kit, wecom)
      const search = () => server.calls.asAgent({ method: 'POST', api, body: {} }, emptyAnswer)
      wecom.answers.push({ errcode: 45009, errmsg: 'api freq out of limit' })
      await expect(search()).rejects.toMatchObject({ errcode: 45009 })
      kit.deps.clock.advanceHours(23)
      await expect(search()).rejects.toBeInstanceOf(WecomDeferredError)
      kit.deps.clock.advanceHours(1)
      await search()
    },
  )

  test.for([
    ['appchat/create', 3600],
    ['appchat/update', 3600],
    ['appchat/send', 60],
  ] as const)('errcode 45009 blocks %s for %i seconds', async ([api, seconds], { kit }) => {
    const wecom = platform()
    const change = () => instance(kit, wecom).calls.asAgent({ method: 'POST', api, body: {} }, emptyAnswer)
    wecom.answers.push({ errcode: 45009, errmsg: 'api freq out of limit' })
    await expect(change()).rejects.toMatchObject({ errcode: 45009 })
    kit.deps.clock.advanceSeconds(seconds - 1)
    await expect(change()).rejects.toBeInstanceOf(WecomDeferredError)
    kit.deps.clock.advanceSeconds(1)
    await change()
  })

  test('errcode 45009 blocks that API alone, for all instances, until its window ends', async ({ kit }) => {
    const wecom = platform()
    const [server, otherServer] = [instance(kit, wecom), instance(kit, wecom)]
    wecom.answers.push({ errcode: 45009, errmsg: 'api freq out of limit' })
    await expect(read(server)).rejects.toMatchObject({ errcode: 45009 })
    const calls = wecom.counts.calls
    expect(failures(await callConcurrently([server, otherServer]))).toBe(2 * CALLS)
    expect(wecom.counts.calls).toBe(calls)
    await server.calls.asAgent({ method: 'GET', api: 'department/list' }, emptyAnswer)
    kit.deps.clock.advanceSeconds(60)
    await read(otherServer)
  })
})

describe('transient overload of WeCom', () => {
  const pausing = (kit: Kit, wecom: ReturnType<typeof platform>) => {
    const pauses: number[] = []
    const server = instance(kit, wecom, { sleep: async (ms) => void pauses.push(ms) })
    const send = (overrides: Partial<Call>) => server.calls.asAgent({ ...call, ...overrides }, emptyAnswer)
    return { pauses, send }
  }

  test.for([-1, 45033])('an awaited call is retried until it succeeds, three times: %i', async (errcode, { kit }) => {
    const wecom = platform()
    const { pauses, send } = pausing(kit, wecom)
    wecom.answers.push({ errcode }, { errcode })
    await send({ isAwaited: true })
    expect(pauses).toEqual([200, 500])
    wecom.answers.push({ errcode }, { errcode }, { errcode }, { errcode })
    await expect(send({ isAwaited: true })).rejects.toMatchObject({ errcode })
    expect([wecom.answers, pauses.slice(2)]).toEqual([[], [200, 500, 1_000]])
  })

  test('a call that is not awaited fails at once on overload, and every call on other refusals', async ({ kit }) => {
    const wecom = platform()
    const { pauses, send } = pausing(kit, wecom)
    wecom.answers.push({ errcode: -1 })
    await expect(send({})).rejects.toMatchObject({ errcode: -1 })
    wecom.answers.push({ errcode: 40029 })
    await expect(send({ isAwaited: true })).rejects.toMatchObject({ errcode: 40029 })
    expect(pauses).toEqual([])
  })
})
