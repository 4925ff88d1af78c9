import type { RoleRule } from '../identity/role-rules.ts'
import type { RequestAction } from '../requests/model/request-flow.ts'

/**
 * The callers that a route admits:
 * - `anyone`: no session required.
 * - `platform`: WeCom, whose signature the handler checks.
 * - `member`: any session.
 * - a role rule: the session of a member with the role.
 * - a request action: any session; the use case applies the rule of the action to the request in the path.
 * - `api_key`: a key of the company's backend, which the handler checks.
 * - `case_view`: any session, or the read-only token of one lost-device case, which the handler checks.
 * - `reporter`: any session, or the one that the report itself ended: a caller who lost the response sends the report
 *   again, and the handler checks its key.
 * - `room`: any session, or a browser that opened an auditor's link to the evidence room; the handler checks both.
 */
export type RouteRule =
  'anyone' | 'case_view' | 'reporter' | 'room' | 'platform' | 'member' | 'api_key' | RoleRule | RequestAction
