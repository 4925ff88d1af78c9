import { sha256 } from '../../kernel/hash.ts'
import type { CallbackQuery, CallbackReceiver, ReceivedCallback } from '../../ports/wecom-callbacks.ts'
import { callbackKey, isSignedBy, openCallback } from './callback-crypto.ts'
import { type CallbackXml, parseCallbackXml } from './callback-xml.ts'

type Keys = { token: string; encodingAesKey: string }
/** `previous`: the pair of keys before a rotation, which is still accepted. */
type Settings = Keys & { receiver: 'app' | 'contacts'; corpId: string; previous?: Keys | null }

/**
 * Creates the receiver of one callback address.
 *
 * @throws when a key is malformed, so that a wrong setting stops the server at its start
 */
export function createCallbackReceiver({ receiver, corpId, previous = null, ...current }: Settings): CallbackReceiver {
  const openers = [current, ...(previous ? [previous] : [])].map(({ token, encodingAesKey }) => {
    const key = callbackKey(encodingAesKey)
    return ({ signature, timestamp, nonce }: CallbackQuery, encrypted: string) =>
      isSignedBy(token, { timestamp, nonce, encrypted }, signature) ? openCallback(key, encrypted, corpId) : null
  })
  const open = (query: CallbackQuery, encrypted: string): string | null => {
    for (const opener of openers) {
      const plain = opener(query, encrypted)
      if (plain !== null) return plain
    }
    return null
  }
  return {
    echo: open,
    receive(query, envelope) {
      const encrypted = parseCallbackXml(envelope)?.text('Encrypt') ?? ''
      const body = open(query, encrypted)
      if (body === null) return 'forged'
      const xml = parseCallbackXml(body)
      return xml ? describe(receiver, xml, body) : 'unreadable'
    },
  }
}

/**
 * Fields that distinguish two events of one second. All changes of contacts come from `sys`, so their subject is
 * included (doc 90238).
 */
const keyFields = [
  'FromUserName',
  'CreateTime',
  'Event',
  'ChangeType',
  'UserID',
  'Id',
  'TagId',
  'TaskId',
  'EventKey',
  'ResponseCode',
]

function describe(receiver: string, xml: CallbackXml, body: string): ReceivedCallback | 'unreadable' {
  const event = [xml.text('Event'), xml.text('ChangeType')].filter((part) => part !== '').join('/')
  const type = event === '' ? xml.text('MsgType') : event
  if (type === '') return 'unreadable'
  const messageId = xml.text('MsgId')
  const identity = messageId === '' ? keyFields.map((name) => xml.text(name)) : ['MsgId', messageId]
  const dedupeKey = `${receiver}:${sha256(JSON.stringify(identity))}`
  return { dedupeKey, event: type, body, userids: useridsOf(xml), cardAction: cardActionOf(type, xml) }
}

/** Returns the action of a card's button (doc 90240). */
function cardActionOf(type: string, xml: CallbackXml): ReceivedCallback['cardAction'] {
  if (type !== 'template_card_event') return null
  return {
    userid: xml.text('FromUserName'),
    taskId: xml.text('TaskId'),
    key: xml.text('EventKey'),
    responseCode: xml.text('ResponseCode'),
  }
}

/** Lists the members the event is about. `sys` is the sender of contacts events (doc 90970), not a member. */
function useridsOf(xml: CallbackXml): string[] {
  const named = ['UserID', 'NewUserID'].map((name) => xml.text(name)).filter((userid) => userid !== '')
  const sender = xml.text('FromUserName')
  return named.length > 0 || sender === '' || sender === 'sys' ? named : [sender]
}
