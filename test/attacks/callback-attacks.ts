import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { envelopeXml } from '../wecom-simulator/callback-xml.ts'
import { callbackSignature, encryptCallback } from '../wecom-simulator/crypto.ts'
import { simulatorDefaults } from '../wecom-simulator/defaults.ts'
import type { AttackEnvironment } from './attack-environment.ts'
import { residentMb } from '../lib/process-memory.ts'

const { corpId, agentId, appCallback, contactsCallback } = simulatorDefaults
const MUTATIONS = 1_000

type Sealed = { query: URLSearchParams; encrypted: string }
type Keys = { token: string; aesKey: string; receiveId: string }
const own: Keys = { token: contactsCallback.token, aesKey: contactsCallback.aesKey, receiveId: corpId }

function sign(encrypted: string, { token }: Keys = own): Sealed {
  const [timestamp, nonce] = [String(Math.floor(Date.now() / 1000)), String(randomBytes(4).readUInt32BE())]
  const signature = callbackSignature(token, timestamp, nonce, encrypted)
  return { query: new URLSearchParams({ msg_signature: signature, timestamp, nonce }), encrypted }
}
const seal = (plain: string, keys: Keys = own) =>
  sign(encryptCallback(plain, { aesKey: keys.aesKey, receiveId: keys.receiveId, prefix: randomBytes(16) }), keys)

const event = (userid: string, more = '') =>
  `<xml><ToUserName>${corpId}</ToUserName><FromUserName>sys</FromUserName><CreateTime>1</CreateTime><MsgType>event</MsgType><Event>change_contact</Event><ChangeType>update_user</ChangeType><UserID>${userid}</UserID>${more}</xml>`

export function callbackAttacks(world: () => AttackEnvironment): void {
  const push = async (
    { query, encrypted }: Sealed,
    body: string | Uint8Array<ArrayBuffer> = envelopeXml(corpId, null, encrypted),
    path: string = contactsCallback.path,
  ) => {
    const answer = await fetch(`${world().appUrl}${path}?${query}`, { method: 'POST', body })
    return [answer.status, await answer.text()]
  }
  const kept = async () => (await world().database.query('select id from callbacks')).length

  it('J1 J3: what is not authentic, or for another company, gets one empty answer and has no effect', async () => {
    const before = await world().state()
    const plain = event('forged')
    const good = seal(plain)
    const unsigned = new URLSearchParams(good.query)
    unsigned.delete('msg_signature')
    const twice = new URLSearchParams(good.query)
    twice.append('nonce', '1')
    const attacks = {
      'wrong signature': push({
        ...good,
        query: new URLSearchParams({ ...Object.fromEntries(good.query), msg_signature: 'f'.repeat(40) }),
      }),
      'no signature': push({ ...good, query: unsigned }),
      'nonce twice': push({ ...good, query: twice }),
      'token of the other receiver': push(seal(plain, { ...own, token: appCallback.token })),
      'key of the other receiver': push(seal(plain, { ...own, aesKey: appCallback.aesKey })),
      'at the other receiver': push(good, undefined, appCallback.path),
      'another company': push(seal(plain, { ...own, receiveId: 'wwstranger' })),
      'no company': push(seal(plain, { ...own, receiveId: '' })),
      'plain XML': push(good, plain),
      JSON: push(good, '{}'),
      nothing: push(good, ''),
    }
    for (const [attack, answer] of Object.entries(attacks))
      expect([attack, ...(await answer)]).toEqual([attack, 403, ''])
    expect(await world().state()).toEqual(before)
  })

  it('J2: the same event, sealed once or anew, at once or again, is kept once', async () => {
    const before = await kept()
    const once = seal(event('replayed'))
    const answers = await Promise.all([
      push(once),
      push(once),
      push(seal(event('replayed'))),
      push(seal(event('replayed'))),
    ])
    answers.push(await push(once))
    expect(answers).toEqual(answers.map(() => [200, '']))
    expect((await kept()) - before).toBe(1)
  })

  it(`J4: ${MUTATIONS} changed ciphertexts under a right signature: one answer, whatever broke`, async () => {
    const before = await world().state()
    const bytes = Buffer.from(seal(event('oracle')).encrypted, 'base64')
    const told = new Set<string>()
    for (let nth = 0; nth < MUTATIONS; nth += 1) {
      const changed = Buffer.from(bytes)
      const at = bytes.length - 1 - (nth % (bytes.length - 16))
      changed[at] = (changed[at] ?? 0) ^ (1 + (nth % 255))
      told.add(JSON.stringify(await push(sign(changed.toString('base64')))))
    }
    // A change in the first block alone falls into the random prefix: still authentic by its signature.
    for (const answer of told) expect(['[403,""]', '[200,""]']).toContain(answer)
    expect((await world().state()).effects).toBe(before.effects)
    const lengths = [0, 1, 15, 16, 17, 31].map((length) => push(sign(bytes.subarray(0, length).toString('base64'))))
    for (const answer of await Promise.all(lengths)) expect(answer).toEqual([403, ''])
  })

  it('J5: entities, bombs, 10 MB, bad UTF-8, hidden ends and doubled tags are dropped', async () => {
    const entities = Array.from({ length: 12 }, (_, n) => `<!ENTITY e${n + 1} "${`&e${n};`.repeat(10)}">`).join('')
    const before = await world().state()
    const start = residentMb(world().pid) ?? 0
    const good = seal(event('xml'))
    const envelope = envelopeXml(corpId, null, good.encrypted)
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
      const answer = await push(good, body).catch(() => [403, ''])
      expect([index, ...answer]).toEqual([index, 403, ''])
    }
    const inside = [
      `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>${event('&e;')}`,
      event('a]]><x>'),
      event('deep', '<a>'.repeat(5_000)),
      'no xml at all',
      '<xml></xml>',
      `<xml>${'<constructor>x</constructor><__proto__>x</__proto__>'}</xml>`,
    ]
    for (const plain of inside) expect(await push(seal(plain))).toEqual([200, ''])
    console.log(`J5: ${start} MB before, ${residentMb(world().pid) ?? 0} MB after`)
    expect(await world().state()).toEqual(before)
  })

  it('J3: an authentic push about another app, or nobody we know, changes no member', async () => {
    const before = (await world().database.query('select userid, name, status from members order by userid')).length
    const click = `<xml><FromUserName>guoji</FromUserName><CreateTime>7</CreateTime><Event>template_card_event</Event><TaskId>crd_000000000000</TaskId><AgentID>${agentId + 1}</AgentID></xml>`
    const app: Keys = { token: appCallback.token, aesKey: appCallback.aesKey, receiveId: corpId }
    expect(await push(seal(click, app), undefined, appCallback.path)).toEqual([200, ''])
    expect(await push(seal(event("'; drop table members; --")))).toEqual([200, ''])
    expect((await world().database.query('select userid from members')).length).toBe(before)
  })
}
