import { createMiddleware } from 'hono/factory'
import { secureHeaders } from 'hono/secure-headers'
import type { Deps } from '../kernel/deps.ts'
import type { AppEnv } from './app-env.ts'

/** The JSSDK's login panel is an iframe of this host, whatever the configuration says (doc 98171). */
const LOGIN_PANEL_HOST = 'https://login.work.weixin.qq.com'
/** The one page that has a frame in it. */
const LOGIN_PANEL_PAGE = '/auth/panel'
const ONE_YEAR_SECONDS = 31_536_000

/** What no page of ours needs; the camera and the clipboard stay with ourselves. */
const permissionsPolicy = {
  camera: ['self'],
  clipboardWrite: ['self'],
  geolocation: [],
  microphone: [],
  payment: [],
  usb: [],
  displayCapture: [],
}

/** A fresh nonce for this answer's inline scripts and styles. Runs before `securityHeaders`. */
export const nonces = ({ ids }: Pick<Deps, 'ids'>) =>
  createMiddleware<AppEnv>(async (c, next) => {
    c.set('nonce', ids.token())
    await next()
  })

/** On every answer, errors included. */
export const securityHeaders = (publicUrl: string) => {
  const nonce = (c: { get(key: string): unknown }) => `'nonce-${String(c.get('nonce'))}'`
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'", nonce],
      styleSrc: ["'self'", nonce],
      imgSrc: ["'self'", 'data:', 'blob:'],
      fontSrc: ["'self'"],
      connectSrc: ["'self'"],
      formAction: ["'self'"],
      frameSrc: [(c) => (c.req.path === LOGIN_PANEL_PAGE ? LOGIN_PANEL_HOST : "'none'")],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
      objectSrc: ["'none'"],
    },
    // Whether sub-domains are https too is for the company to say.
    strictTransportSecurity: publicUrl.startsWith('https:') && `max-age=${ONE_YEAR_SECONDS}`,
    xFrameOptions: 'DENY',
    permissionsPolicy,
  })
}

/** What people sent, and what was exported for them: wherever it is opened, it runs nothing of ours. */
export const sandboxFiles = createMiddleware<AppEnv>(async (c, next) => {
  await next()
  if (c.req.path.startsWith('/d/')) c.res.headers.set('Content-Security-Policy', "default-src 'none'; sandbox")
})

/** Pages and answers are personal: nobody on the way may keep them. Only hashed assets may stay. */
export const noStore = createMiddleware<AppEnv>(async (c, next) => {
  await next()
  if (!c.req.path.startsWith('/assets/')) c.res.headers.set('Cache-Control', 'no-store')
})
