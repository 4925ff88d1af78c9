import { createServer, request as httpRequest, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { pipeline } from 'node:stream'
import { cookieHeader, storeCookies, withScriptCookies } from './cookie-jar.ts'
import { handleDevicePath } from './device-routes.ts'
import { createDevices, deviceCookie, personaCookie, readCookie, type Devices } from './devices.ts'
import type { GatewayOptions } from './gateway-options.ts'
import { bridgeTag, decoderFor, insertIntoHead } from './insert-bridge.ts'
import { appRequestHeaders, isNavigation } from './request-headers.ts'
import { deviceResponseHeaders, nonceOf } from './response-headers.ts'
import { hasBridge, platformOf, userAgentOf } from './user-agents.ts'

export type Gateway = { server: Server; devices: Devices }

/** Paths that need no persona: health probes, callbacks and domain verification files. */
const isMachinePath = (path: string): boolean =>
  path === '/healthz' || path === '/readyz' || path.startsWith('/wecom/') || path.startsWith('/WW_verify_')

/** Returns whether a response is a page, not a file that the browser saves. */
const isPage = (headers: IncomingMessage['headers']): boolean =>
  (headers['content-type'] ?? '').startsWith('text/html') &&
  !(headers['content-disposition'] ?? '').startsWith('attachment')

/**
 * Creates the WebView of a phone: a reverse proxy at the app's public address. The app receives WeCom's User-Agent,
 * top-level navigations and the cookies of one device and persona. The browser receives no cookie of the app.
 */
export const createGateway = (options: GatewayOptions): Gateway => {
  const devices = createDevices(options.newId)
  const server = createServer((req, res) => {
    const host = req.headers.host ?? 'localhost'
    if (!URL.canParse(req.url ?? '/', `http://${host}`)) return void res.writeHead(400).end()
    const url = new URL(req.url ?? '/', `http://${host}`)
    if (url.pathname.startsWith('/__device__/')) return void handleDevicePath({ req, res, url, devices, options })
    const persona = readCookie(req.headers.cookie, personaCookie)
    if (persona === undefined && isNavigation(req.headers) && !isMachinePath(url.pathname)) {
      return void res.writeHead(302, { location: `${options.simulatorUrl()}/`, 'cache-control': 'no-store' }).end()
    }
    forward({ req, res, url, persona, devices, options })
  })
  return { server, devices }
}

type Exchange = {
  req: IncomingMessage
  res: ServerResponse
  url: URL
  persona: string | undefined
  devices: Devices
  options: GatewayOptions
}

const forward = ({ req, res, url, persona, devices, options }: Exchange): void => {
  const device = devices.resolve(readCookie(req.headers.cookie, deviceCookie))
  // A caller without a persona (a probe, curl) has no cookie jar.
  const jar = persona === undefined ? null : devices.jar(device, persona)
  const cookieScope = () => ({ path: url.pathname, nowMs: options.nowMs() })
  const app = new URL(options.target)
  const publicHost = url.host
  const headers = appRequestHeaders({
    headers: req.headers,
    remoteAddress: req.socket.remoteAddress ?? '127.0.0.1',
    publicHost,
    userAgent: userAgentOf(device.kind, device.theme),
    cookie: jar
      ? withScriptCookies(cookieHeader(jar, cookieScope()), req.headers.cookie, [deviceCookie, personaCookie])
      : undefined,
    wantsHtml: persona !== undefined && isNavigation(req.headers),
  })
  const upstream = httpRequest(
    { host: app.hostname, port: app.port, method: req.method, path: url.pathname + url.search, headers },
    (response) => {
      if (jar) storeCookies(jar, response.headers['set-cookie'] ?? [], cookieScope())
      // Only pages on the phone get the bridge; a probe or curl gets the app's bytes.
      const isEdited = persona !== undefined && isPage(response.headers) && req.method !== 'HEAD'
      const gatewayUrl = `http://${publicHost}`
      res.writeHead(response.statusCode ?? 502, deviceResponseHeaders(response.headers, { app, gatewayUrl, isEdited }))
      if (!isEdited) return void pipeline(response, res, () => {})
      const tag = bridgeTag(
        {
          userAgent: userAgentOf(device.kind, device.theme),
          platform: platformOf(device.kind),
          hasBridge: hasBridge(device.kind),
          persona: persona ?? '',
          simulatorOrigin: new URL(options.simulatorUrl()).origin,
        },
        nonceOf(response.headers['content-security-policy'] as string | undefined),
      )
      const decoder = decoderFor(response.headers['content-encoding'])
      const body = decoder ? response.pipe(decoder) : response
      pipeline(body, insertIntoHead(tag), res, () => {})
    },
  )
  upstream.on('error', () => respondBadGateway(res))
  // When the browser disconnects, the request to the app is aborted, as on a phone.
  res.on('close', () => upstream.destroy())
  req.pipe(upstream)
}

const respondBadGateway = (res: ServerResponse): void => {
  if (res.headersSent) return void res.destroy()
  res.writeHead(502, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' }).end('应用无响应\n')
}
