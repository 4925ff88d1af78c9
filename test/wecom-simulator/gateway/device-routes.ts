import { readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import {
  deviceCookie,
  nobody,
  parseDeviceKind,
  parseTheme,
  personaCookie,
  readCookie,
  type Devices,
} from './devices.ts'
import type { GatewayOptions } from './gateway-options.ts'

type DeviceCall = { req: IncomingMessage; res: ServerResponse; url: URL; devices: Devices; options: GatewayOptions }

/** Everything under `/__device__/` is the client's own and never reaches the app. */
export const answerDevicePath = async (call: DeviceCall): Promise<void> => {
  const { res, url, devices } = call
  try {
    if (url.pathname === '/__device__/open') return openPage(call)
    if (url.pathname === '/__device__/bridge.js') return await sendBridge(call)
    if (url.pathname === '/__device__/verify') return await relay(call, '/__sim__/bridge/verify')
    if (url.pathname === '/__device__/contacts') return await relay(call, '/__sim__/bridge/contacts')
    if (url.pathname === '/__device__/forget' && call.req.method === 'POST') {
      devices.forget()
      return void res.writeHead(204).end()
    }
    res.writeHead(404).end()
  } catch (error) {
    res.writeHead(502, { 'content-type': 'text/plain; charset=utf-8' }).end(String(error))
  }
}

/** Only a path of the app: `//evil.example` and `/\evil` would leave it. */
const isOwnPath = (to: string): boolean => /^\/(?![/\\])/.test(to)

/**
 * `GET /__device__/open?userid=limin&to=/r/1&ua=ios&theme=dark`: this device now belongs to that person.
 * Without a userid nobody is signed in (a desktop browser).
 */
const openPage = ({ req, res, url, devices }: DeviceCall): void => {
  const device = devices.resolve(readCookie(req.headers.cookie, deviceCookie))
  device.kind = parseDeviceKind(url.searchParams.get('ua')) ?? device.kind
  device.theme = parseTheme(url.searchParams.get('theme')) ?? device.theme
  const persona = url.searchParams.get('userid') ?? nobody
  const to = url.searchParams.get('to') ?? '/'
  res
    .writeHead(302, {
      location: isOwnPath(to) ? to : '/',
      'cache-control': 'no-store',
      'set-cookie': [
        `${deviceCookie}=${device.id}; Path=/; HttpOnly; SameSite=Lax`,
        `${personaCookie}=${encodeURIComponent(persona)}; Path=/; HttpOnly; SameSite=Lax`,
      ],
    })
    .end()
}

const sendBridge = async ({ res, options }: DeviceCall): Promise<void> => {
  const script = await readFile(join(options.pageDir, 'bridge.js'))
  res.writeHead(200, { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'no-store' }).end(script)
}

const readBody = async (req: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of req) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

/** The native side asks the platform; the page only sees the gateway, so a strict `connect-src 'self'` holds. */
const relay = async ({ req, res, url, options }: DeviceCall, path: string): Promise<void> => {
  const persona = readCookie(req.headers.cookie, personaCookie) ?? ''
  const answer = await fetch(`${options.simulatorUrl()}${path}${url.search}`, {
    method: req.method ?? 'GET',
    headers: { 'content-type': 'application/json', 'x-wecom-persona': persona },
    ...(req.method === 'POST' ? { body: await readBody(req) } : {}),
  })
  res
    .writeHead(answer.status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' })
    .end(await answer.text())
}
