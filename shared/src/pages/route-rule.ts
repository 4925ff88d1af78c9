import type { RoleRule } from '../identity/role-rules.ts'
import type { RequestAction } from '../requests/model/request-flow.ts'

/**
 * The callers that a route admits. `anyone`: no session required. `platform`: WeCom's signature is checked instead. `member`: a
 * session. A role rule: a session of a member with the role. A request action: a session, and the rule of that action
 * on the request in the path. `api_key`: a key of the company's backend. `case_view`: a session, or the read-only token
 * of one case, which the handler checks. `reporter`: a session, or the one that this report ended before its response
 * was lost; the handler checks its key. `room`: a session, or the browser of an auditor's link; the handler checks both.
 */
export type RouteRule =
  'anyone' | 'case_view' | 'reporter' | 'room' | 'platform' | 'member' | 'api_key' | RoleRule | RequestAction
