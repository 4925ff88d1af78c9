import { MINUTE_MS } from '@desk/shared/kernel/durations'
import { readableCodeSchema } from '@desk/shared/kernel/ids'
import { pagePaths } from '@desk/shared/pages/page-paths'
import type { CaseHelp } from '@desk/shared/lost-device/lost-device-schemas'
import type { LoadedPage } from '@desk/shared/pages/page-table'
import { type Context, Hono } from 'hono'
import type { AppEnv } from '../../../http/app-env.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { rateWindow } from '../../../kernel/rate-window.ts'
import { normalizeReadableCode } from '@desk/shared/kernel/readable-code'
import { findCaseHelp } from './find-case-help.ts'

type PageDeps = ReadDeps & {
  /** Renders a page for a visitor who is not signed in. */
  renderResponse(c: Context<AppEnv>, shown: { path: string; me: null; page: LoadedPage }): Promise<Response>
}

/** Limit of wrong codes per network; a code has 40 random bits. */
const WRONG_CODES = { limit: 20, windowMs: 10 * MINUTE_MS }

/** Defines the page that shows, by the code of a case, whom to call about it, on any phone and without a session. */
export function caseHelpRoutes(deps: PageDeps) {
  const wrongCodes = rateWindow(deps.clock, WRONG_CODES)

  async function lookUp(network: string, typed: string): Promise<CaseHelp> {
    const code = normalizeCode(typed)
    if (code === '') return { state: 'empty', code: '', found: null }
    if (wrongCodes.isFull(network)) return { state: 'limited', code, found: null }
    const found = readableCodeSchema.safeParse(code).success ? await findCaseHelp(deps, code) : null
    if (found) return { state: 'found', code, found }
    wrongCodes.add(network)
    return { state: 'unknown', code, found: null }
  }

  return new Hono<AppEnv>().get(pagePaths.caseHelp, async (c) => {
    const data = await lookUp(c.var.clientNetwork, c.req.query('code') ?? '')
    return deps.renderResponse(c, { path: pagePaths.caseHelp, me: null, page: { name: 'case-help', data } })
  })
}

const CODE_LENGTH = 8

/** Returns a typed code as it is stored, with its hyphen. */
function normalizeCode(typed: string): string {
  const characters = normalizeReadableCode(typed).slice(0, CODE_LENGTH)
  return characters.length > 4 ? `${characters.slice(0, 4)}-${characters.slice(4)}` : characters
}
