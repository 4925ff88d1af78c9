import { encrypt } from '@wecom/crypto'
import { describe, expect, it } from 'vitest'
import { wecomVectors } from '../../testing/wecom-vectors.ts'
import { callbackSignature } from './callback-crypto.ts'
import { createCallbackReceiver } from './callback-receiver.ts'
import { parseCallbackXml } from './callback-xml.ts'

const { token, aesKey: encodingAesKey, corpId } = wecomVectors.wecomMessage
const query = { timestamp: '1', nonce: 'n' }

function receive(xml: string, receiver: 'app' | 'contacts' = 'app') {
  const encrypted = encrypt(encodingAesKey, xml, corpId)
  const signature = callbackSignature(token, { ...query, encrypted })
  const envelope = `<xml><ToUserName><![CDATA[${corpId}]]></ToUserName><Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`
  return createCallbackReceiver({ receiver, token, encodingAesKey, corpId }).receive({ ...query, signature }, envelope)
}

function keyOf(xml: string, receiver?: 'app' | 'contacts') {
  const received = receive(`<xml>${xml}</xml>`, receiver)
  return typeof received === 'string' ? received : received.dedupeKey
}

describe('event names', () => {
  it.each([
    ['<Event><![CDATA[template_card_event]]></Event>', 'template_card_event'],
    ['<Event>change_contact</Event><ChangeType>update_user</ChangeType>', 'change_contact/update_user'],
    ['<MsgType>text</MsgType><MsgId>1</MsgId>', 'text'],
  ])('the event of <xml>%s</xml> is %s', (xml, event) => {
    expect(receive(`<xml>${xml}</xml>`)).toMatchObject({ event, body: `<xml>${xml}</xml>` })
  })
})

describe('deduplication keys of events', () => {
  const base = '<FromUserName>sys</FromUserName><CreateTime>1730000004</CreateTime><Event>change_contact</Event>'

  it('the deduplication key is the same for the same content with another signature or an additional unknown field', () => {
    expect(keyOf(base)).toBe(keyOf(base))
    expect(keyOf(base)).toBe(keyOf(`${base}<Later>1</Later>`))
  })

  it.each([
    base.replace('sys', 'limin'),
    base.replace('1730000004', '1730000005'),
    base.replace('change_contact', 'batch_job_result'),
    ...['ChangeType', 'UserID', 'Id', 'TagId', 'TaskId', 'EventKey', 'ResponseCode'].map(
      (name) => `${base}<${name}>x</${name}>`,
    ),
  ])('the deduplication key differs from that of the base event for %s', (other) => {
    expect(keyOf(other)).not.toBe(keyOf(base))
  })

  it('the deduplication key does not mix up adjacent values', () => {
    expect(keyOf(`${base}<UserID>ab</UserID><Id>c</Id>`)).not.toBe(keyOf(`${base}<UserID>a</UserID><Id>bc</Id>`))
    expect(keyOf(`${base}<Id>1</Id>`)).not.toBe(keyOf(`${base}<TagId>1</TagId>`))
  })

  it('the deduplication key of a message is its MsgId alone', () => {
    const message = '<MsgType>text</MsgType><MsgId>77</MsgId>'
    expect(keyOf(`${message}<CreateTime>1</CreateTime>`)).toBe(keyOf(`${message}<CreateTime>2</CreateTime>`))
    expect(keyOf(message)).not.toBe(keyOf(message.replace('77', '78')))
  })

  it('the deduplication key differs between receivers', () => {
    expect(keyOf(base, 'app')).not.toBe(keyOf(base, 'contacts'))
  })
})

describe('callbacks that are not events', () => {
  const xxe = '<!DOCTYPE xml [<!ENTITY x SYSTEM "file:///etc/passwd">]><xml><Event>&x;</Event></xml>'
  it.each([
    ['XXE', xxe],
    ['an entity bomb', '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><xml><Event>&b;</Event></xml>'],
    ['a bare DTD', '<!DOCTYPE xml><xml><Event>click</Event></xml>'],
    ['a lower-case DTD', '<!doctype xml><xml><Event>click</Event></xml>'],
    ['no XML', 'hello'],
    ['JSON', '{"Event":"click"}'],
    ['nothing', ''],
    ['another root', '<html><Event>click</Event></html>'],
    ['an open end', '<xml><Event>click</Event>'],
    ['crossed tags', '<xml><Event>click</xml></Event>'],
    ['no type', '<xml><FromUserName>limin</FromUserName></xml>'],
    ['a repeated type', '<xml><Event>click</Event><Event>view</Event></xml>'],
    ['a type with children', '<xml><Event><b>click</b></Event></xml>'],
    ['two roots', '<xml><Event>click</Event></xml><xml><Event>view</Event></xml>'],
  ])('an authentic callback with %s is unreadable', (_name, xml) => {
    expect(receive(xml)).toBe('unreadable')
  })

  it('markup in CDATA is plain text', () => {
    const xml = '<xml><MsgType>text</MsgType><MsgId>1</MsgId><Content><![CDATA[<!DOCTYPE x> & <b>]]></Content></xml>'
    expect(receive(xml)).toMatchObject({ event: 'text' })
  })
})

describe('parseCallbackXml', () => {
  it('parseCallbackXml returns values as text, without interpreting numbers or entities', () => {
    const xml = parseCallbackXml('<xml><AgentID>0012</AgentID><Id>1e3</Id><Name>&amp;&#65;</Name><x a="b">c</x></xml>')
    expect(['AgentID', 'Id', 'Name', 'missing'].map((name) => xml?.text(name))).toEqual([
      '0012',
      '1e3',
      '&amp;&#65;',
      '',
    ])
  })

  it.each(['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'])(
    'parseCallbackXml treats an element named %s as plain text',
    (name) => {
      expect(parseCallbackXml('<xml><a>b</a></xml>')?.text(name)).toBe('')
      parseCallbackXml(`<xml><${name}><polluted>yes</polluted></${name}></xml>`)
      expect({}).not.toHaveProperty('polluted')
    },
  )
})
