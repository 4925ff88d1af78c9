import type { Boot, BootPage, Me } from '@desk/shared/pages/page-schemas'
import type { Context } from 'hono'
import { getCookie } from 'hono/cookie'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { AppEnv } from '../../http/app-env.ts'
import type { Clock } from '../../ports/clock.ts'
import type { RenderPage } from '../../ports/render-page.ts'
import { type Preferences, readPreferences } from './read-preferences.ts'

type RenderDeps = { clock: Clock; renderPage: RenderPage }

const userAgentOf = (c: Context<AppEnv>) => c.req.header('user-agent') ?? ''

/** How whoever sent this request wants his pages. */
export const preferencesOf = (c: Context<AppEnv>): Preferences =>
  readPreferences({
    cookies: getCookie(c),
    userAgent: userAgentOf(c),
    acceptLanguage: c.req.header('accept-language') ?? '',
  })

/** Renders a page with everything it needs in the one answer. */
export async function renderAnswer(
  deps: RenderDeps,
  c: Context<AppEnv>,
  shown: { path: string; me: Me | null; page: BootPage; status?: ContentfulStatusCode },
): Promise<Response> {
  const userAgent = userAgentOf(c)
  const boot: Boot = { me: shown.me, page: shown.page, now: deps.clock.now().toISOString(), ...preferencesOf(c) }
  const { status, html } = await deps.renderPage({ path: shown.path, boot, nonce: c.var.nonce, userAgent })
  return c.html(html, shown.status ?? (status as ContentfulStatusCode))
}
