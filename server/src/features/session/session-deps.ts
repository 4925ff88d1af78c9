import type { PanelView, RefusalView } from '@desk/shared/pages/page-schemas'
import type { Context } from 'hono'
import type { AppEnv } from '../../http/app-env.ts'
import type { BrowserCookies } from '../../http/browser-cookies.ts'
import type { OauthCodeLimiter } from '../../access/oauth-code-limiter.ts'
import type { Deps } from '../../kernel/deps.ts'
import type { SignInStates } from '../../access/sign-in-states.ts'

export type SessionDeps = Pick<Deps, 'db' | 'clock' | 'ids' | 'log' | 'wecom' | 'site' | 'emit' | 'afterRestore'>

/** Options that the composition root provides. */
export type SessionOptions = {
  /** Key of the stored hash of a browser's secret: with read access to the database alone, no secret can be compared with it. */
  sessionSecret: string
  cookies: BrowserCookies
  states: SignInStates
  codeLimiter: OauthCodeLimiter
  /** Base URLs of the silent sign-in in WeCom's client and of the sign-in page for desktop browsers, without trailing slashes. */
  oauthBase: string
  loginBase: string
  /** Whether desktop browsers show the login panel, which supports only Tencent's own login host. */
  hasLoginPanel: boolean
  /** Renders the page at `path` for `c.var.actor`. */
  renderPath: (c: Context<AppEnv>, path: string) => Response | Promise<Response>
  renderPanel: (c: Context<AppEnv>, path: string, panel: PanelView) => Response | Promise<Response>
  /** `userid`: the member whom WeCom identified, if any. */
  renderRefusal: (c: Context<AppEnv>, refusal: RefusalView, userid?: string) => Response | Promise<Response>
}
