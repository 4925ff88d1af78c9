import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http'

export type DeviceRequest = {
  headers: IncomingHttpHeaders
  remoteAddress: string
  /** `host:port` of the gateway, which is the app's public address. */
  publicHost: string
  userAgent: string
  cookie: string | undefined
  wantsHtml: boolean
}

const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])
/** Written by the gateway alone, so that a page cannot smuggle its own. */
const replaced = new Set([
  'cookie',
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-proto',
  'x-forwarded-host',
  'user-agent',
])

const isClientHint = (name: string): boolean => name.startsWith('sec-ch-')

/** A navigation inside the phone's iframe is a top-level page for WeCom; the product may stay strict about framing. */
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

/** The headers the app gets: the device's own User-Agent and cookies, one trusted hop, no trace of the browser. */
export const appRequestHeaders = (request: DeviceRequest): OutgoingHttpHeaders => {
  const headers: OutgoingHttpHeaders = {}
  for (const [name, value] of Object.entries(request.headers)) {
    if (!hopByHop.has(name) && !replaced.has(name) && !isClientHint(name)) headers[name] = value
  }
  asTopLevel(headers)
  const referer = request.headers.referer
  if (referer !== undefined && !isOwnOrigin(referer, request.publicHost)) delete headers.referer
  // The bridge is written into HTML as text; everything else keeps its brotli or gzip.
  if (request.wantsHtml) delete headers['accept-encoding']
  if (request.cookie !== undefined) headers.cookie = request.cookie
  headers.host = request.publicHost
  headers['user-agent'] = request.userAgent
  headers['x-forwarded-for'] = request.remoteAddress
  headers['x-forwarded-proto'] = 'http'
  headers['x-forwarded-host'] = request.publicHost
  return headers
}
