import { XMLParser } from 'fast-xml-parser'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { callbackSignature, decryptCallback } from '../crypto.ts'
import { simulatorDefaults } from '../defaults.ts'
import type { CallbackReceiver } from '../state.ts'

type Received = {
  target: 'app' | 'contacts'
  agentId: string | undefined
  event: Record<string, string>
  xml: string
}
type Reply = (request: IncomingMessage, response: ServerResponse, echo: string | null) => void

/** A callback receiver that checks and decrypts the events. */
export type Receiver = {
  received: Received[]
  /** Requests that it could not check, decrypt or parse. */
  errors: unknown[]
  receivers: { app: CallbackReceiver; contacts: CallbackReceiver }
  /** Sets the response of the next requests. The default is 200 with the plain echo string. */
  respondWith(reply: Reply): void
  stop(): void
}

const parser = new XMLParser({ parseTagValue: false })

const respondOk: Reply = (_request, response, echo) => void response.writeHead(200).end(echo ?? '')

const decrypt = (target: 'app' | 'contacts', query: URLSearchParams, encrypted: string): string => {
  const { token, aesKey } = target === 'app' ? simulatorDefaults.appCallback : simulatorDefaults.contactsCallback
  const expected = callbackSignature(token, query.get('timestamp') ?? '', query.get('nonce') ?? '', encrypted)
  if (expected !== query.get('msg_signature')) throw new Error('wrong signature')
  const { message, receiveId } = decryptCallback(encrypted, aesKey)
  if (receiveId !== simulatorDefaults.corpId) throw new Error('wrong receiveid')
  return message
}

export const startReceiver = async (): Promise<Receiver> => {
  const received: Received[] = []
  const errors: unknown[] = []
  let reply = respondOk
  const server = createServer((request, response) => {
    const receive = async () => {
      const url = new URL(request.url ?? '/', 'http://x')
      const target = url.pathname.endsWith('/app') ? 'app' : 'contacts'
      const echo = url.searchParams.get('echostr')
      if (echo !== null) return reply(request, response, decrypt(target, url.searchParams, echo))
      let body = ''
      for await (const chunk of request) body += String(chunk)
      const envelope = (parser.parse(body) as { xml: Record<string, string> }).xml
      const xml = decrypt(target, url.searchParams, envelope.Encrypt ?? '')
      received.push({
        target,
        agentId: envelope.AgentID,
        event: (parser.parse(xml) as { xml: Record<string, string> }).xml,
        xml,
      })
      reply(request, response, null)
    }
    receive().catch((error: unknown) => {
      errors.push(error)
      response.writeHead(500).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const { appCallback, contactsCallback } = simulatorDefaults
  return {
    received,
    errors,
    receivers: {
      app: { url: `${base}/app`, token: appCallback.token, aesKey: appCallback.aesKey },
      contacts: { url: `${base}/contacts`, token: contactsCallback.token, aesKey: contactsCallback.aesKey },
    },
    respondWith: (next) => void (reply = next),
    stop() {
      server.close()
      server.closeAllConnections()
    },
  }
}
