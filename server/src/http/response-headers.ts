import { clientOf } from '@desk/shared/session/parse-user-agent'
import { createMiddleware } from 'hono/factory'
import { secureHeaders } from 'hono/secure-headers'
import type { Deps } from '../kernel/deps.ts'
import type { AppEnv } from './app-env.ts'

/**
 * Assigns a request id for the log and the `X-Request-Id` response header. Ignores an id sent by the client, since it
 * would be written to the log.
 */
export const assignRequestId = ({ ids }: Pick<Deps, 'ids'>) =>
  createMiddleware<AppEnv>(async (c, next) => {
    const requestId = ids.next('event')
    c.set('requestId', requestId)
    await next()
    c.res.headers.set('X-Request-Id', requestId)
  })

/** The JSSDK's login panel is an iframe of this host, regardless of the configuration (doc 98171). */
const LOGIN_PANEL_HOST = 'https://login.work.weixin.qq.com'
/** The only page with a frame. */
const LOGIN_PANEL_PAGE = '/auth/panel'
/** The only page without connections. */
const VERIFIER_PAGE = '/verify'
const ONE_YEAR_SECONDS = 31_536_000

/** Features that no page uses; the camera and the clipboard stay with this app's origin. */
const permissionsPolicy = {
  camera: ['self'],
  clipboardWrite: ['self'],
  geolocation: [],
  microphone: [],
  payment: [],
  usb: [],
  displayCapture: [],
}

/** Creates a nonce for the inline scripts and styles of this response. Runs before `securityHeaders`. */
export const nonces = ({ ids }: Pick<Deps, 'ids'>) =>
  createMiddleware<AppEnv>(async (c, next) => {
    c.set('nonce', ids.token())
    await next()
  })

/** Sets the headers of every response, including errors. */
export const securityHeaders = (publicUrl: string) => {
  const nonce = (c: { get(key: string): unknown }) => `'nonce-${String(c.get('nonce'))}'`
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'", nonce],
      styleSrc: ["'self'", nonce],
      imgSrc: ["'self'", 'data:', 'blob:'],
      fontSrc: ["'self'"],
      // The verifier of evidence reads files of the visitor: it can send nothing.
      connectSrc: [(c) => (c.req.path === VERIFIER_PAGE ? "'none'" : "'self'")],
      formAction: ["'self'"],
      frameSrc: [(c) => (c.req.path === LOGIN_PANEL_PAGE ? LOGIN_PANEL_HOST : "'none'")],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
      objectSrc: ["'none'"],
    },
    // Whether sub-domains use https too is for the company to decide.
    strictTransportSecurity: publicUrl.startsWith('https:') && `max-age=${ONE_YEAR_SECONDS}`,
    xFrameOptions: 'DENY',
    permissionsPolicy,
  })
}

/**
 * Omits the opener policy inside WeCom, where a page has no opener: there it would only make the browser start a second
 * process for the page before anything is painted, a third of the time to the first content (`npm run bench -- first-screen`).
 */
export const omitOpenerPolicyInWecom = createMiddleware<AppEnv>(async (c, next) => {
  await next()
  if (clientOf(c.req.header('user-agent') ?? '') === 'wecom') c.res.headers.delete('Cross-Origin-Opener-Policy')
})

/** Sandboxes uploaded and exported files: a file that is opened in a browser runs no script with this app's origin. */
export const sandboxFiles = createMiddleware<AppEnv>(async (c, next) => {
  await next()
  if (c.req.path.startsWith('/d/')) c.res.headers.set('Content-Security-Policy', "default-src 'none'; sandbox")
})

/** Forbids caching: pages and responses are personal. Only hashed assets may be cached. */
export const noStore = createMiddleware<AppEnv>(async (c, next) => {
  await next()
  if (!c.req.path.startsWith('/assets/')) c.res.headers.set('Cache-Control', 'no-store')
})
