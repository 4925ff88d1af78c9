import { encrypt, getSignature } from '@wecom/crypto'
import { Hono } from 'hono'
import { describe, expect } from 'vitest'
import { createCallbackReceiver } from '../../adapters/wecom/callback-receiver.ts'
import { callbacks } from '../../db/schema/index.ts'
import type { AppEnv } from '../../http/app-env.ts'
import type { Log } from '../../ports/log.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { wecomVectors } from '../../testing/wecom-vectors.ts'
import { callbackRoutes } from './routes.ts'

const { wecomEcho, wecomMessage, goWorkwxEcho } = wecomVectors
const receivers = ['app', 'contacts'] as const
type ReceiverName = (typeof receivers)[number]
type Keys = { token: string; aesKey: string; corpId: string }
type Sealed = { timestamp: string; nonce: string; signature: string; encrypted: string }

function setUpReceivers(
  kit: Kit,
  { token, aesKey, corpId }: Keys = wecomMessage,
  names: readonly ReceiverName[] = receivers,
) {
  const warnings: string[] = []
  const log: Log = { ...kit.deps.log, warn: (_fields, message) => void warnings.push(message) }
  const receivers = names.map((receiver) => [
    receiver,
    createCallbackReceiver({ receiver, token, encodingAesKey: aesKey, corpId }),
  ])
  const routes = callbackRoutes({ ...kit.deps, log }, { receivers: Object.fromEntries(receivers) as object })
  const app = new Hono<AppEnv>().route('/', routes)
  const listStored = () => kit.deps.db.select().from(callbacks)
  return { app, warnings, listStored }
}

const query = ({ signature, timestamp, nonce }: Omit<Sealed, 'encrypted'>) =>
  new URLSearchParams({ msg_signature: signature, timestamp, nonce })
const envelope = (encrypted: string) =>
  `<xml><ToUserName><![CDATA[ww]]></ToUserName><AgentID><![CDATA[218]]></AgentID><Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`

function seal(xml: string, { corpId, token, aesKey }: Keys = wecomMessage): Sealed {
  const encrypted = encrypt(aesKey, xml, corpId)
  const timestamp = '1730000000'
  const nonce = 'nonce1'
  return { timestamp, nonce, encrypted, signature: getSignature(token, timestamp, nonce, encrypted) }
}

const push = async (app: Hono<AppEnv>, name: ReceiverName, sealed: Sealed, body = envelope(sealed.encrypted)) =>
  app.request(`/wecom/callback/${name}?${query(sealed)}`, { method: 'POST', body })
const statusAndBodyOf = async (response: Response) => [response.status, await response.text()]

const click = '<xml><FromUserName>boss</FromUserName><CreateTime>1</CreateTime><Event>template_card_event</Event></xml>'

/** Replaces the first character with another one. */
const changeFirstCharacter = (text: string) => (text.startsWith('A') ? 'B' : 'A') + text.slice(1)

describe.each(receivers)('the %s receiver', (name) => {
  test.for([
    ['WeCom', wecomEcho],
    ['go-workwx', goWorkwxEcho],
  ] as const)('the receiver answers the URL verification with the test vector of %s', async ([, vector], { kit }) => {
    const { app } = setUpReceivers(kit, vector)
    const params = query(vector)
    params.set('echostr', vector.encrypted)
    const response = await app.request(`/wecom/callback/${name}?${params}`)
    expect(response.headers.get('content-type')).toMatch(/^text\/plain/)
    expect(await statusAndBodyOf(response)).toEqual([200, vector.plain])
    const unescaped = await app.request(`/wecom/callback/${name}?${query(vector)}&echostr=${vector.encrypted}`)
    expect(await statusAndBodyOf(unescaped)).toEqual([200, vector.plain])
  })

  test('the receiver refuses a URL verification with a wrong signature', async ({ kit }) => {
    const { app } = setUpReceivers(kit, goWorkwxEcho)
    const call = (echostr: string, overrides: Partial<Sealed> = {}) => {
      const params = query({ ...goWorkwxEcho, ...overrides })
      params.set('echostr', echostr)
      return app.request(`/wecom/callback/${name}?${params}`)
    }
    const forged = goWorkwxEcho.signature.replace(/1$/, '0')
    const responses = [
      await call(goWorkwxEcho.encrypted, { signature: forged }),
      await call(goWorkwxEcho.encrypted, { timestamp: '1583940691' }),
      await call(goWorkwxEcho.encrypted, { nonce: 'other' }),
      await call(goWorkwxEcho.encrypted, { signature: '' }),
      await call(goWorkwxEcho.encrypted, { signature: goWorkwxEcho.signature.toUpperCase() }),
      await call(''),
      await call(wecomEcho.encrypted),
      await app.request(`/wecom/callback/${name}`),
      await app.request(
        `/wecom/callback/${name}?${query(goWorkwxEcho)}&echostr=${encodeURIComponent(goWorkwxEcho.encrypted)}&echostr=a`,
      ),
    ]
    for (const response of responses) expect(await statusAndBodyOf(response)).toEqual([403, ''])
  })

  test('the receiver stores a callback that is pushed three times once, unchanged, and responds with an empty body', async ({
    kit,
  }) => {
    const { app, listStored } = setUpReceivers(kit)
    for (let i = 0; i < 3; i += 1) expect(await statusAndBodyOf(await push(app, name, wecomMessage))).toEqual([200, ''])
    expect(await listStored()).toMatchObject([
      { receiver: name, event: 'text', body: wecomMessage.plain, receivedAt: kit.deps.clock.now() },
    ])
  })

  test('the receiver stores a repeated callback once, even when it is encrypted again and sent concurrently', async ({
    kit,
  }) => {
    const { app, listStored } = setUpReceivers(kit)
    const responses = await Promise.all(Array.from({ length: 5 }, () => push(app, name, seal(click))))
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
    expect(await listStored()).toHaveLength(1)
  })

  test('the receiver responds the same to everything that is not authentic, and stores nothing', async ({ kit }) => {
    const { app, listStored } = setUpReceivers(kit)
    const good = seal(click)
    const foreign = seal(click, { ...wecomMessage, corpId: 'wwstranger' })
    const attacks = {
      'wrong signature': await push(app, name, { ...good, signature: 'f'.repeat(40) }),
      'no signature': await push(app, name, { ...good, signature: '' }),
      'another token': await push(app, name, seal(click, { ...wecomMessage, token: 'other' })),
      'another key': await push(app, name, seal(click, { ...wecomMessage, aesKey: goWorkwxEcho.aesKey })),
      'another receiver': await push(app, name, foreign),
      'plain XML': await push(app, name, good, click),
      'no body': await push(app, name, good, ''),
      'no XML': await push(app, name, good, '{}'),
      'broken envelope': await push(app, name, good, envelope(good.encrypted).replace('</xml>', '')),
      'two ciphertexts': await push(app, name, good, envelope(`${good.encrypted}]]></Encrypt><Encrypt><![CDATA[x`)),
      'XXE envelope': await push(app, name, good, `<!DOCTYPE x [<!ENTITY e "1">]>${envelope(good.encrypted)}`),
      'changed ciphertext': await push(app, name, good, envelope(changeFirstCharacter(good.encrypted))),
      oversized: await push(app, name, good, envelope('A'.repeat(300_000))),
    }
    for (const [attack, response] of Object.entries(attacks)) {
      expect([attack, ...(await statusAndBodyOf(response))]).toEqual([attack, 403, ''])
    }
    expect(await listStored()).toEqual([])
  })

  test('the receiver discards a DTD inside a validly encrypted body, and logs it', async ({ kit }) => {
    const { app, listStored, warnings } = setUpReceivers(kit)
    const xxe = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><xml><Event>&e;</Event></xml>'
    expect(await statusAndBodyOf(await push(app, name, seal(xxe)))).toEqual([200, ''])
    expect(await listStored()).toEqual([])
    expect(warnings).toEqual(['authentic callback dropped: unsupported event'])
  })

  test('a receiver without configuration responds as it does to a forgery', async ({ kit }) => {
    const { app, listStored } = setUpReceivers(
      kit,
      wecomMessage,
      receivers.filter((other) => other !== name),
    )
    expect(await statusAndBodyOf(await push(app, name, wecomMessage))).toEqual([403, ''])
    expect(await statusAndBodyOf(await app.request(`/wecom/callback/${name}?${query(wecomEcho)}`))).toEqual([403, ''])
    expect(await listStored()).toEqual([])
  })
})

describe('a rotation of the callback keys', () => {
  const [old, fresh] = [
    wecomMessage,
    { ...wecomMessage, token: 'fresh', aesKey: changeFirstCharacter(wecomMessage.aesKey) },
  ]
  const createRotatingApp = ({ deps }: Kit) => {
    const keysOf = ({ token, aesKey }: Keys) => ({ token, encodingAesKey: aesKey })
    const app = createCallbackReceiver({
      receiver: 'app',
      corpId: wecomMessage.corpId,
      ...keysOf(fresh),
      previous: keysOf(old),
    })
    return new Hono<AppEnv>().route('/', callbackRoutes(deps, { receivers: { app } }))
  }

  test('during a rotation the receiver accepts both pairs of keys, and no mixture', async ({ kit }) => {
    const app = createRotatingApp(kit)
    const statusOf = async (keys: Keys) => (await push(app, 'app', seal(click, keys))).status
    expect([await statusOf(old), await statusOf(fresh)]).toEqual([200, 200])
    expect(await statusOf({ ...fresh, aesKey: old.aesKey })).toBe(403)
    expect(await statusOf({ ...old, aesKey: fresh.aesKey })).toBe(403)
  })

  test('an event that is sent under the old and the new keys is stored once', async ({ kit }) => {
    const app = createRotatingApp(kit)
    for (const keys of [old, fresh]) await push(app, 'app', seal(click, keys))
    expect(await kit.deps.db.$count(callbacks)).toBe(1)
  })
})
