import { readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import {
  deviceCookie,
  noPersona,
  parseDeviceKind,
  parseTheme,
  personaCookie,
  readCookie,
  type Devices,
} from './devices.ts'
import type { GatewayOptions } from './gateway-options.ts'

type DeviceCall = { req: IncomingMessage; res: ServerResponse; url: URL; devices: Devices; options: GatewayOptions }

/** Handles `/__device__/…`, the paths of the client. They are not forwarded to the app. */
export const handleDevicePath = async (call: DeviceCall): Promise<void> => {
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

/** Tells whether a target is a path of the app: `//evil.example` and `/\evil` are not. */
const isOwnPath = (to: string): boolean => /^\/(?![/\\])/.test(to)

/**
 * Opens a page of the app as a member: `GET /__device__/open?userid=limin&to=/r/1&ua=ios&theme=dark`. Without a userid
 * no member is signed in, as in a desktop browser.
 */
const openPage = ({ req, res, url, devices }: DeviceCall): void => {
  const device = devices.resolve(readCookie(req.headers.cookie, deviceCookie))
  device.kind = parseDeviceKind(url.searchParams.get('ua')) ?? device.kind
  device.theme = parseTheme(url.searchParams.get('theme')) ?? device.theme
  const persona = url.searchParams.get('userid') ?? noPersona
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

/** Forwards a call of the native side to the simulator. The page calls only the gateway, as `connect-src 'self'` requires. */
const relay = async ({ req, res, url, options }: DeviceCall, path: string): Promise<void> => {
  const persona = readCookie(req.headers.cookie, personaCookie) ?? ''
  const response = await fetch(`${options.simulatorUrl()}${path}${url.search}`, {
    method: req.method ?? 'GET',
    headers: { 'content-type': 'application/json', 'x-wecom-persona': persona },
    ...(req.method === 'POST' ? { body: await readBody(req) } : {}),
  })
  res
    .writeHead(response.status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' })
    .end(await response.text())
}
