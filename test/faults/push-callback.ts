import { randomBytes } from 'node:crypto'
import { simulatorDefaults } from '../wecom-simulator/defaults.ts'
import { envelopeXml, eventXml } from '../wecom-simulator/callback-xml.ts'
import { callbackSignature, encryptCallback } from '../wecom-simulator/crypto.ts'
import type { PlatformEvent } from '../wecom-simulator/platform-events.ts'

const { corpId, agentId, contactsCallback } = simulatorDefaults

/** Sends one encrypted callback of the contacts as WeCom does; returns the milliseconds until its response, which must be 200. */
export async function pushContacts(appUrl: string, event: PlatformEvent, createTime: number): Promise<number> {
  const plain = eventXml(event, { corpId, agentId, createTime, optionIdSpelling: 'OptionId' })
  const encrypted = encryptCallback(plain, {
    aesKey: contactsCallback.aesKey,
    receiveId: corpId,
    prefix: randomBytes(16),
  })
  const timestamp = String(createTime)
  const nonce = String(randomBytes(4).readUInt32BE())
  const signature = callbackSignature(contactsCallback.token, timestamp, nonce, encrypted)
  const query = new URLSearchParams({ msg_signature: signature, timestamp, nonce })
  const started = performance.now()
  const response = await fetch(`${appUrl}${contactsCallback.path}?${query}`, {
    method: 'POST',
    headers: { 'content-type': 'text/xml; charset=utf-8' },
    body: envelopeXml(corpId, null, encrypted),
  })
  const body = await response.text()
  if (response.status !== 200 || body !== '') throw new Error(`a callback got ${response.status}: ${body}`)
  return performance.now() - started
}
