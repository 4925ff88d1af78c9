import * as z from 'zod/mini'
import { roles } from '../identity/actor.ts'
import {
  type InfoChangeForm,
  memberWithDepartment,
  type RequestPage,
  requestSummary,
  type RequestView,
} from '../requests/request-schemas.ts'

export const me = z.object({
  ...memberWithDepartment.shape,
  roles: z.array(z.enum(roles)),
  /** Whether requests of other people can reach this person. */
  isDecider: z.boolean(),
  /** Keys what the browser keeps (drafts), so that two people on one phone never meet. */
  corpId: z.string(),
  agentId: z.int(),
})
export type Me = z.infer<typeof me>

export const homeView = z.object({
  waiting: z.object({ approvals: z.object({ count: z.int(), oldestAt: z.nullable(z.string()) }) }),
  running: z.object({ count: z.int(), items: z.array(requestSummary) }),
})
export type HomeView = z.infer<typeof homeView>

/** Why somebody is not let in. */
export type SignInRefusal =
  | 'outsider'
  | 'disabled'
  | 'not_activated'
  | 'left'
  | 'out_of_range'
  | 'code_used'
  | 'state_missing'
  | 'state_foreign'
  | 'state_old'
  | 'wecom_unavailable'
/** `helpCode` is what he tells the person who helps. */
export type RefusalView = { reason: SignInRefusal; helpCode: string; retryTo: string }

/** What the first response carries: the page's own data, so that nothing is asked for twice. */
export type BootPage =
  | { name: 'home'; data: HomeView }
  | { name: 'requests'; data: RequestPage }
  | { name: 'approvals'; data: RequestPage }
  | { name: 'request'; data: RequestView }
  | { name: 'info-change'; data: InfoChangeForm }
  | { name: 'refusal'; data: RefusalView }
  | { name: 'not-found'; data: null }
  | { name: 'error'; data: { requestId: string } }
export type PageName = BootPage['name']

export type Language = 'zh-CN' | 'en'

/** `now` is the server's clock at rendering: relative times must read the same on both sides of hydration. */
export type Boot = {
  me: Me | null
  page: BootPage
  language: Language
  theme: 'light' | 'dark' | 'auto'
  mode: 'normal' | 'care'
  now: string
}

export { pagePaths } from './page-paths.ts'
