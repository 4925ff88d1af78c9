import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http'
import { hopByHop } from './request-headers.ts'

/** Headers that the browser does not get: cookies stay in the jar, and the phone's frame must be allowed. */
const withheld = new Set(['set-cookie', 'x-frame-options'])

const withoutFrameAncestors = (policy: string): string =>
  policy
    .split(';')
    .map((directive) => directive.trim())
    .filter((directive) => directive !== '' && !/^frame-ancestors(\s|$)/i.test(directive))
    .join('; ')

const isPolicy = (name: string): boolean =>
  name === 'content-security-policy' || name === 'content-security-policy-report-only'

/** Returns the nonce of the policies. Node joins repeated policy headers with `, `. */
export const nonceOf = (policy: string | undefined): string | null =>
  /'nonce-([A-Za-z0-9+/_=-]+)'/.exec(policy ?? '')?.[1] ?? null

/** Rewrites a redirect to the app's internal address to the gateway. */
const throughGateway = (location: string, app: URL, gatewayUrl: string): string => {
  if (!URL.canParse(location)) return location
  const target = new URL(location)
  return target.origin === app.origin ? gatewayUrl + target.pathname + target.search + target.hash : location
}

/** Returns the app's headers for the browser. `isEdited`: the body is changed, so its length, encoding and ETag are omitted. */
export const deviceResponseHeaders = (
  headers: IncomingHttpHeaders,
  options: { app: URL; gatewayUrl: string; isEdited: boolean },
): OutgoingHttpHeaders => {
  const result: OutgoingHttpHeaders = {}
  for (const [name, value] of Object.entries(headers)) {
    if (hopByHop.has(name) || withheld.has(name) || value === undefined) continue
    if (options.isEdited && (name === 'content-length' || name === 'content-encoding' || name === 'etag')) continue
    if (isPolicy(name) && typeof value === 'string') {
      const policy = value
        .split(', ')
        .map(withoutFrameAncestors)
        .filter((part) => part !== '')
        .join(', ')
      if (policy !== '') result[name] = policy
    } else if (name === 'location' && typeof value === 'string') {
      result[name] = throughGateway(value, options.app, options.gatewayUrl)
    } else {
      result[name] = value
    }
  }
  return result
}
