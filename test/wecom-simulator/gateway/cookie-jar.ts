/** A cookie that the gateway stores for the device. HttpOnly and SameSite have no meaning in its jar. */
type StoredCookie = { name: string; value: string; path: string; expiresAtMs: number | null }

export type CookieJar = { cookies: StoredCookie[] }

export const createCookieJar = (): CookieJar => ({ cookies: [] })

/** Returns the request path before its last slash (RFC 6265 5.1.4). */
const defaultPath = (requestPath: string): string => {
  const lastSlash = requestPath.lastIndexOf('/')
  return lastSlash <= 0 ? '/' : requestPath.slice(0, lastSlash)
}

/** Tells whether a cookie path matches: `/go` matches `/go` and `/go/1`, but not `/gone` (RFC 6265 5.1.4). */
const pathMatches = (requestPath: string, cookiePath: string): boolean =>
  requestPath === cookiePath ||
  (requestPath.startsWith(cookiePath) && (cookiePath.endsWith('/') || requestPath[cookiePath.length] === '/'))

const expiryOf = (attributes: Map<string, string>, nowMs: number): number | null => {
  const maxAge = attributes.get('max-age')
  // Max-Age has precedence over Expires (RFC 6265 5.3).
  if (maxAge !== undefined && /^-?\d+$/.test(maxAge)) return nowMs + Number(maxAge) * 1000
  const expires = Date.parse(attributes.get('expires') ?? '')
  return Number.isNaN(expires) ? null : expires
}

const parseSetCookie = (header: string, requestPath: string, nowMs: number): StoredCookie | null => {
  const [pair = '', ...rest] = header.split(';')
  const equals = pair.indexOf('=')
  if (equals < 1) return null
  const attributes = new Map(
    rest.map((part) => {
      const [key = '', ...value] = part.split('=')
      return [key.trim().toLowerCase(), value.join('=').trim()] as const
    }),
  )
  const path = attributes.get('path')
  return {
    name: pair.slice(0, equals).trim(),
    value: pair.slice(equals + 1).trim(),
    path: path?.startsWith('/') ? path : defaultPath(requestPath),
    expiresAtMs: expiryOf(attributes, nowMs),
  }
}

/** Stores the `Set-Cookie` headers of a response. An expired cookie deletes the stored one. */
export const storeCookies = (
  jar: CookieJar,
  headers: readonly string[],
  scope: { path: string; nowMs: number },
): void => {
  for (const header of headers) {
    const cookie = parseSetCookie(header, scope.path, scope.nowMs)
    if (!cookie) continue
    jar.cookies = jar.cookies.filter((other) => other.name !== cookie.name || other.path !== cookie.path)
    if (cookie.expiresAtMs === null || cookie.expiresAtMs > scope.nowMs) jar.cookies.push(cookie)
  }
}

/** Returns the `Cookie` header of a request, longer paths first (RFC 6265 5.4), or `undefined` without cookies. */
export const cookieHeader = (jar: CookieJar, scope: { path: string; nowMs: number }): string | undefined => {
  jar.cookies = jar.cookies.filter((cookie) => cookie.expiresAtMs === null || cookie.expiresAtMs > scope.nowMs)
  const matching = jar.cookies.filter((cookie) => pathMatches(scope.path, cookie.path))
  if (matching.length === 0) return undefined
  return matching
    .toSorted((a, b) => b.path.length - a.path.length)
    .map((cookie) => `${cookie.name}=${cookie.value}`)
    .join('; ')
}

/**
 * Adds cookies that the page's scripts set with `document.cookie`, which only the browser stores. Cookies of the jar have
 * precedence, and cookies of the client (`clientCookies`) are not sent.
 */
export const withScriptCookies = (
  jarHeader: string | undefined,
  browserHeader: string | undefined,
  clientCookies: readonly string[],
): string | undefined => {
  const nameOf = (pair: string) => pair.slice(0, pair.indexOf('=')).trim()
  const pairs = (header: string | undefined) => (header ?? '').split(';').map((pair) => pair.trim())
  const taken = new Set([...clientCookies, ...pairs(jarHeader).map(nameOf)])
  const scripted = pairs(browserHeader).filter((pair) => pair.indexOf('=') > 0 && !taken.has(nameOf(pair)))
  return [jarHeader, ...scripted].filter(Boolean).join('; ') || undefined
}
