import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http'

export type DeviceRequest = {
  headers: IncomingHttpHeaders
  remoteAddress: string
  /** `host:port` of the gateway, the app's public address. */
  publicHost: string
  userAgent: string
  cookie: string | undefined
  wantsHtml: boolean
}

/** Headers of one connection, which a proxy does not forward. */
export const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])
/** Headers that only the gateway sets, so that a page cannot set them. */
const replaced = new Set([
  'cookie',
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-proto',
  'x-forwarded-host',
  'user-agent',
])

const isClientHint = (name: string): boolean => name.startsWith('sec-ch-')

/** Rewrites a navigation in the phone's iframe to a top-level one, as in WeCom, so that the app can forbid framing. */
const asTopLevel = (headers: OutgoingHttpHeaders): void => {
  if (headers['sec-fetch-dest'] !== 'iframe') return
  headers['sec-fetch-dest'] = 'document'
  headers['sec-fetch-mode'] = 'navigate'
  if (headers['sec-fetch-site'] !== 'same-origin') headers['sec-fetch-site'] = 'none'
}

const isOwnOrigin = (referer: string, publicHost: string): boolean =>
  URL.canParse(referer) && new URL(referer).host === publicHost

export const isNavigation = (headers: IncomingHttpHeaders): boolean => {
  const mode = headers['sec-fetch-mode']
  return mode === undefined ? (headers.accept ?? '').includes('text/html') : mode === 'navigate'
}

/** Returns the headers for the app: User-Agent and cookies of the device, one trusted hop, and no client hints. */
export const appRequestHeaders = (request: DeviceRequest): OutgoingHttpHeaders => {
  const headers: OutgoingHttpHeaders = {}
  for (const [name, value] of Object.entries(request.headers)) {
    if (!hopByHop.has(name) && !replaced.has(name) && !isClientHint(name)) headers[name] = value
  }
  asTopLevel(headers)
  const referer = request.headers.referer
  if (referer !== undefined && !isOwnOrigin(referer, request.publicHost)) delete headers.referer
  // The bridge is inserted into uncompressed HTML; other responses may be compressed.
  if (request.wantsHtml) delete headers['accept-encoding']
  if (request.cookie !== undefined) headers.cookie = request.cookie
  headers.host = request.publicHost
  headers['user-agent'] = request.userAgent
  headers['x-forwarded-for'] = request.remoteAddress
  headers['x-forwarded-proto'] = 'http'
  headers['x-forwarded-host'] = request.publicHost
  return headers
}
