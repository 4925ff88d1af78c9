import type { InitialState } from '@desk/shared/pages/initial-state'
import type { Me } from '@desk/shared/pages/page-schemas'
import type { LoadedPage } from '@desk/shared/pages/page-table'
import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { AppEnv } from '../../http/app-env.ts'
import { withText } from '../../http/compress-response.ts'
import { preferencesOf } from '../../http/read-preferences.ts'
import type { Deps } from '../../kernel/deps.ts'
import type { RenderPage } from '../../ports/render-page.ts'
import { isComputerClient } from './computer-client.ts'

export type RenderDeps = Pick<Deps, 'clock' | 'site'> & { renderPage: RenderPage }

/** Renders a page and its data as one response. */
export async function renderResponse(
  deps: RenderDeps,
  c: Context<AppEnv>,
  shown: { path: string; me: Me | null; page: LoadedPage; status?: ContentfulStatusCode },
): Promise<Response> {
  const userAgent = c.req.header('user-agent') ?? ''
  const initialState: InitialState = {
    me: shown.me,
    page: shown.page,
    now: deps.clock.now().toISOString(),
    timeZone: deps.site.timeZone,
    isComputer: isComputerClient(userAgent),
    ...preferencesOf(c),
  }
  const input = { path: shown.path, initialState, nonce: c.var.nonce, userAgent }
  const { status, html, parts } = await deps.renderPage(input)
  return withText(c.html(html, shown.status ?? (status as ContentfulStatusCode)), { text: html, parts })
}
