import { timesOf } from '@desk/server/testing/sample-of-cases'
import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { envelopeXml } from '../wecom-simulator/callback-xml.ts'
import { callbackSignature, encryptCallback } from '../wecom-simulator/crypto.ts'
import { simulatorDefaults } from '../wecom-simulator/defaults.ts'
import type { AttackEnvironment } from './attack-environment.ts'
import { residentMb } from '../lib/process-memory.ts'
import { until } from '../lib/wait-until.ts'

const { corpId, agentId, appCallback, contactsCallback } = simulatorDefaults
const MUTATIONS = timesOf(1_000)

type Sealed = { query: URLSearchParams; encrypted: string }
type Keys = { token: string; aesKey: string; receiveId: string }
const contactsKeys: Keys = { token: contactsCallback.token, aesKey: contactsCallback.aesKey, receiveId: corpId }

function sign(encrypted: string, { token }: Keys = contactsKeys): Sealed {
  const [timestamp, nonce] = [String(Math.floor(Date.now() / 1000)), String(randomBytes(4).readUInt32BE())]
  const signature = callbackSignature(token, timestamp, nonce, encrypted)
  return { query: new URLSearchParams({ msg_signature: signature, timestamp, nonce }), encrypted }
}
const seal = (plain: string, keys: Keys = contactsKeys) =>
  sign(encryptCallback(plain, { aesKey: keys.aesKey, receiveId: keys.receiveId, prefix: randomBytes(16) }), keys)

const event = (userid: string, more = '') =>
  `<xml><ToUserName>${corpId}</ToUserName><FromUserName>sys</FromUserName><CreateTime>1</CreateTime><MsgType>event</MsgType><Event>change_contact</Event><ChangeType>update_user</ChangeType><UserID>${userid}</UserID>${more}</xml>`

export function callbackAttacks(environment: () => AttackEnvironment): void {
  const push = async (
    { query, encrypted }: Sealed,
    body: string | Uint8Array<ArrayBuffer> = envelopeXml(corpId, null, encrypted),
    path: string = contactsCallback.path,
  ) => {
    const response = await fetch(`${environment().appUrl}${path}?${query}`, { method: 'POST', body })
    return [response.status, await response.text()]
  }
  const countCallbacks = async () => (await environment().database.query('select id from callbacks')).length

  it('J1 J3: a callback that is not authentic or is for another company gets an empty 403 and has no effect', async () => {
    const before = await environment().state()
    const plain = event('forged')
    const authentic = seal(plain)
    const unsigned = new URLSearchParams(authentic.query)
    unsigned.delete('msg_signature')
    const twice = new URLSearchParams(authentic.query)
    twice.append('nonce', '1')
    const attacks = {
      'wrong signature': push({
        ...authentic,
        query: new URLSearchParams({ ...Object.fromEntries(authentic.query), msg_signature: 'f'.repeat(40) }),
      }),
      'no signature': push({ ...authentic, query: unsigned }),
      'nonce twice': push({ ...authentic, query: twice }),
      'token of the other receiver': push(seal(plain, { ...contactsKeys, token: appCallback.token })),
      'key of the other receiver': push(seal(plain, { ...contactsKeys, aesKey: appCallback.aesKey })),
      'at the other receiver': push(authentic, undefined, appCallback.path),
      'another company': push(seal(plain, { ...contactsKeys, receiveId: 'wwstranger' })),
      'no company': push(seal(plain, { ...contactsKeys, receiveId: '' })),
      'plain XML': push(authentic, plain),
      JSON: push(authentic, '{}'),
      nothing: push(authentic, ''),
    }
    for (const [attack, response] of Object.entries(attacks))
      expect([attack, ...(await response)]).toEqual([attack, 403, ''])
    expect(await environment().state()).toEqual(before)
  })

  it('J2: an event that is sent again, with the same or a new encryption, is stored once', async () => {
    const before = await countCallbacks()
    const once = seal(event('replayed'))
    const responses = await Promise.all([
      push(once),
      push(once),
      push(seal(event('replayed'))),
      push(seal(event('replayed'))),
    ])
    responses.push(await push(once))
    expect(responses).toEqual(responses.map(() => [200, '']))
    expect((await countCallbacks()) - before).toBe(1)
  })

  it(`J4: ${MUTATIONS} changed ciphertexts with a valid signature get an empty 403 or 200, whatever is broken`, async () => {
    const before = await environment().state()
    const bytes = Buffer.from(seal(event('oracle')).encrypted, 'base64')
    const distinctResponses = new Set<string>()
    for (let nth = 0; nth < MUTATIONS; nth += 1) {
      const changed = Buffer.from(bytes)
      const offset = bytes.length - 1 - (nth % (bytes.length - 16))
      changed[offset] = (changed[offset] ?? 0) ^ (1 + (nth % 255))
      distinctResponses.add(JSON.stringify(await push(sign(changed.toString('base64')))))
    }
    // A change inside the message is accepted if the decrypted text happens to be valid UTF-8: AES-CBC does not authenticate.
    for (const response of distinctResponses) expect(['[403,""]', '[200,""]']).toContain(response)
    expect((await environment().state()).effects).toBe(before.effects)
    const lengths = [0, 1, 15, 16, 17, 31].map((length) => push(sign(bytes.subarray(0, length).toString('base64'))))
    for (const response of await Promise.all(lengths)) expect(response).toEqual([403, ''])
  })

  it('J5: callbacks with entities, XML bombs, 10 MB, invalid UTF-8, early ends or duplicate tags have no effect', async () => {
    const entities = Array.from({ length: 12 }, (_, n) => `<!ENTITY e${n + 1} "${`&e${n};`.repeat(10)}">`).join('')
    const before = await environment().state()
    const start = residentMb(environment().pid) ?? 0
    const authentic = seal(event('xml'))
    const envelope = envelopeXml(corpId, null, authentic.encrypted)
    const envelopes: (string | Uint8Array<ArrayBuffer>)[] = [
      `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>${envelope}`,
      `<!DOCTYPE x [<!ENTITY e0 "boom">${entities}]><xml>&e12;</xml>`,
      `<xml><Encrypt>${'A'.repeat(10_000_000)}</Encrypt></xml>`,
      envelope.replace('</xml>', ''),
      envelope.replace('<Encrypt>', '<Encrypt>x</Encrypt><Encrypt>'),
      envelope.replace('</xml>', '</xml><xml></xml>'),
      '<xml>'.repeat(20_000),
      new Uint8Array(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(envelope, 'utf16le')])),
    ]
    for (const [index, body] of envelopes.entries()) {
      const response = await push(authentic, body).catch(() => [403, ''])
      expect([index, ...response]).toEqual([index, 403, ''])
    }
    const plainTexts = [
      `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>${event('&e;')}`,
      event('a]]><x>'),
      event('deep', '<a>'.repeat(5_000)),
      'no xml at all',
      '<xml></xml>',
      `<xml>${'<constructor>x</constructor><__proto__>x</__proto__>'}</xml>`,
    ]
    for (const plain of plainTexts) expect(await push(seal(plain))).toEqual([200, ''])
    console.log(`J5: ${start} MB before, ${residentMb(environment().pid) ?? 0} MB after`)
    expect(await environment().state()).toEqual(before)
  })

  it('J3: an authentic callback about another app or an unknown member changes no member and decides nothing', async () => {
    const { database } = environment()
    const read = async () => {
      const { rows, ...others } = await environment().state()
      return {
        ...others,
        rows: rows.filter(({ name }) => name !== 'callbacks'),
        members: await database.query(`select to_jsonb(m) - 'synced_at' as row from members m order by userid`),
      }
    }
    const before = await read()
    const click = `<xml><FromUserName>guoji</FromUserName><CreateTime>7</CreateTime><Event>template_card_event</Event><TaskId>crd_000000000000</TaskId><AgentID>${agentId + 1}</AgentID></xml>`
    const app: Keys = { token: appCallback.token, aesKey: appCallback.aesKey, receiveId: corpId }
    expect(await push(seal(click, app), undefined, appCallback.path)).toEqual([200, ''])
    expect(await push(seal(event("'; drop table members; --")))).toEqual([200, ''])
    const countUnhandled = async () =>
      (await database.query(`select 1 from callbacks where body like '%drop table%' and handled_at is null`)).length
    await until('the change was read', async () => ((await countUnhandled()) === 0 ? true : null))
    expect(await read()).toEqual(before)
  })
}
