import type { PanelView, RefusalView } from '@desk/shared/pages/page-schemas'
import type { Context } from 'hono'
import type { AppEnv } from '../../http/app-env.ts'
import type { BrowserCookies } from '../../http/browser-cookies.ts'
import type { OauthCodeLimiter } from '../../access/oauth-code-limiter.ts'
import type { Deps } from '../../kernel/deps.ts'
import type { SignInStates } from '../../access/sign-in-states.ts'

export type SessionDeps = Pick<Deps, 'db' | 'clock' | 'ids' | 'log' | 'wecom' | 'site' | 'emit'>

/** What the composition root knows and this feature needs. */
export type SessionOptions = {
  /** Keys the hash of the browser's secret, so that a reader of the database cannot make a matching one. */
  sessionSecret: string
  /** Accepted too, while it is being exchanged: a sign-in that began under it ends well. */
  previousSessionSecret: string | null
  cookies: BrowserCookies
  states: SignInStates
  turns: OauthCodeLimiter
  /** Where WeCom's client signs in silently, and where a desktop browser does. Without trailing slashes. */
  oauthBase: string
  loginBase: string
  /** Whether a desktop browser is shown the panel, which knows Tencent's own login host alone. */
  hasLoginPanel: boolean
  /** Draws the page at `path` for `c.var.actor`. */
  renderPath: (c: Context<AppEnv>, path: string) => Response | Promise<Response>
  renderPanel: (c: Context<AppEnv>, path: string, panel: PanelView) => Response | Promise<Response>
  /** `userid`: whom WeCom named, if anybody. */
  renderRefusal: (c: Context<AppEnv>, refusal: RefusalView, userid?: string) => Response | Promise<Response>
}
