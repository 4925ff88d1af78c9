import type { MemberActor, Role } from './actor.ts'
import type { RequestAction } from './permissions.ts'

/** Rules about roles alone. Whoever holds none of the roles is told that there is no such thing. */
const roleRules = {
  /** The management department. */
  ops: ['ops', 'ops_lead'],
  ops_lead: ['ops_lead'],
  hr: ['hr', 'ops', 'ops_lead'],
  /** Whoever may look at evidence: auditors, and the management department that keeps it. */
  reviewer: ['auditor', 'ops', 'ops_lead'],
  auditor: ['auditor'],
} as const satisfies Record<string, readonly Role[]>
export type RoleRule = keyof typeof roleRules

export const holdsRole = (actor: MemberActor, rule: RoleRule): boolean =>
  actor.roles.some((role) => (roleRules[rule] as readonly Role[]).includes(role))

export const isRoleRule = (rule: RouteRule): rule is RoleRule => Object.hasOwn(roleRules, rule)

/**
 * Who may call a route at all. `anyone`: no session asked. `platform`: WeCom's signature is checked instead.
 * `member`: a live session. A role rule: a live session of somebody who holds the role. A request action: a live
 * session, and the rule of that action on the request in the path. `api_key`: a key of the company's own backend.
 * `watcher`: a live session, or the read-only token of one case, which the handler looks at.
 */
export type RouteRule = 'anyone' | 'watcher' | 'platform' | 'member' | 'api_key' | RoleRule | RequestAction

/**
 * Every route of the server. The server refuses a route that is missing here, and the authorisation matrix is
 * generated from it. `GET` covers `HEAD`.
 */
export const routeRules = {
  'GET /healthz': 'anyone',
  'GET /readyz': 'anyone',
  'GET /assets/*': 'anyone',
  'GET /:verifyFile{WW_verify_[A-Za-z0-9]+\\.txt}': 'anyone',
  'GET /auth/login': 'anyone',
  'GET /auth/callback': 'anyone',
  'GET /auth/panel': 'anyone',
  'GET /auth/claim-ops': 'member',
  'POST /api/claim-ops': 'member',
  'GET /wecom/callback/app': 'platform',
  'POST /wecom/callback/app': 'platform',
  'GET /wecom/callback/contacts': 'platform',
  'POST /wecom/callback/contacts': 'platform',
  'GET /api/openapi.json': 'anyone',
  'GET /api/me': 'member',
  'POST /api/sign-out': 'member',
  'GET /api/sessions': 'member',
  'POST /api/sessions/:ref/end': 'member',
  'POST /api/sessions/end-others': 'member',
  'GET /api/home': 'member',
  'GET /lost-device': 'member',
  'GET /lost-device/:id': 'watcher',
  'GET /lost-devices': 'member',
  'GET /me/guardians': 'member',
  'GET /settings/on-call': 'ops',
  'GET /auth/second-factor': 'anyone',
  'GET /api/lost-device/form': 'member',
  'GET /api/lost-device/board': 'member',
  'POST /api/lost-device/reports': 'member',
  'GET /api/lost-device/cases/:id': 'watcher',
  'POST /api/lost-device/cases/:id/decision': 'member',
  'POST /api/lost-device/cases/:id/contest': 'member',
  'POST /api/lost-device/cases/:id/amendment': 'member',
  'POST /api/lost-device/cases/:id/found': 'member',
  'POST /api/lost-device/cases/:id/identity': 'member',
  'POST /api/lost-device/cases/:id/doubt': 'member',
  'POST /api/lost-device/cases/:id/unlock': 'member',
  'POST /api/lost-device/cases/:id/aftercare': 'member',
  'POST /api/lost-device/cases/:id/attestation': 'member',
  'POST /api/lost-device/cases/:id/false-report': 'member',
  'POST /api/lost-device/cases/:id/export': 'reviewer',
  'GET /api/guardians': 'member',
  'POST /api/guardians': 'member',
  'POST /api/guardians/answer': 'member',
  'POST /api/guardians/dismiss': 'member',
  'GET /api/settings/on-call': 'ops',
  'POST /api/settings/on-call': 'ops',
  'GET /api/jssdk/signature': 'member',
  'GET /api/info-change/form': 'member',
  'GET /api/requests': 'member',
  'POST /api/requests': 'member',
  'GET /api/approvals': 'member',
  'GET /api/requests/:id': 'request.read',
  'POST /api/requests/:id/decision': 'request.decide',
  'POST /api/requests/:id/return': 'request.return',
  'GET /api/requests/:id/resubmission': 'request.resubmit',
  'POST /api/requests/:id/resubmission': 'request.resubmit',
  'POST /api/requests/:id/withdrawal': 'request.withdraw',
  'GET /api/info-change/departments': 'member',
  'POST /api/requests/:id/look': 'request.read',
  'POST /api/requests/:id/dispute': 'request.read',
  'POST /api/requests/:id/settlement': 'request.read',
  'GET /api/requests/:id/sheet': 'ops',
  'GET /api/settings/fields': 'ops',
  'POST /api/settings/fields': 'ops',
  'GET /settings/fields': 'ops',
  'GET /requests/:id/sheet': 'ops',
  'GET /api/requests/:id/comments': 'request.read',
  'POST /api/requests/:id/comments': 'request.read',
  'POST /api/requests/:id/attachments/:attachmentId/link': 'request.read',
  'POST /api/attachments': 'member',
  'GET /api/drafts/:kind': 'member',
  'POST /api/drafts/:kind': 'member',
  'POST /api/drafts/:kind/discard': 'member',
  'POST /api/requests/:id/undo': 'request.undo',
  'POST /api/requests/:id/urge': 'request.urge',
  'POST /api/requests/:id/transfer': 'request.transfer',
  'GET /api/requests/:id/transfer-targets': 'request.transfer',
  'POST /api/requests/:id/claim': 'request.decide',
  'POST /api/approvals/batch': 'member',
  'GET /api/delegations': 'member',
  'POST /api/delegations': 'member',
  'POST /api/delegations/:id/revoke': 'member',
  'GET /api/settings': 'ops',
  'GET /api/settings/roles': 'ops',
  'GET /api/settings/roles/departments': 'ops',
  'POST /api/settings/roles': 'ops',
  'POST /api/settings/roles/proposals/confirm': 'ops',
  'POST /api/settings/roles/switch': 'ops_lead',
  'POST /api/settings/roles/:id/end': 'ops',
  'GET /api/settings/api-keys': 'ops',
  'POST /api/settings/api-keys': 'ops',
  'POST /api/settings/api-keys/:id/revoke': 'ops',
  'GET /api/v1/departments': 'api_key',
  'GET /api/settings/check': 'ops',
  'POST /api/settings/check/run': 'ops',
  'GET /api/settings/outbox': 'ops',
  'POST /api/settings/outbox/pause': 'ops',
  'POST /api/settings/outbox/resume': 'ops',
  'POST /api/settings/outbox/:id/retry': 'ops',
  'POST /api/settings/outbox/:id/done-by-hand': 'ops',
  'GET /api/settings/calendar': 'ops',
  'POST /api/settings/calendar': 'ops',
  'GET /api/members': 'member',
  'GET /api/settings/directory': 'ops',
  'POST /api/settings/directory/sync': 'ops',
  'GET /api/settings/texts': 'ops',
  'POST /api/settings/texts': 'ops',
  'GET /settings': 'ops',
  'GET /settings/roles': 'ops',
  'GET /settings/check': 'ops',
  'GET /settings/api-keys': 'ops',
  'GET /settings/outbox': 'ops',
  'GET /settings/calendar': 'ops',
  'GET /settings/directory': 'ops',
  'GET /settings/texts': 'ops',
  'GET /api/privacy': 'member',
  'GET /api/me/data': 'member',
  'GET /api/me/data/summary': 'member',
  'POST /api/me/data/export': 'member',
  'POST /api/members/:userid/reveal': 'ops',
  'GET /api/audit': 'reviewer',
  'POST /api/audit/verify': 'reviewer',
  'POST /api/audit/export': 'reviewer',
  'GET /d/:token{[A-Za-z0-9]{16,128}}': 'anyone',
  'GET /audit': 'reviewer',
  'GET /me': 'member',
  'GET /me/sessions': 'member',
  'GET /me/data': 'member',
  'GET /privacy': 'member',
  'GET /': 'member',
  'GET /requests': 'member',
  'GET /requests/new/info-change': 'member',
  'GET /requests/:id': 'request.read',
  'GET /requests/:id/edit': 'request.read',
  'GET /approvals': 'member',
  'GET /delegations': 'member',
  'GET /r/:requestNo': 'member',
  'GET /go/:taskId': 'member',
} as const satisfies Record<string, RouteRule>

export type RouteKey = keyof typeof routeRules

/**
 * Acts that one would not want done from a phone left on a table: WeCom has to say once more, just before, who is
 * there. Source: design 4, step-up.
 */
const stepUpRoutes: readonly RouteKey[] = [
  'POST /api/settings/roles',
  'POST /api/settings/roles/:id/end',
  'POST /api/settings/roles/proposals/confirm',
  'POST /api/settings/roles/switch',
  'POST /api/settings/api-keys',
  'POST /api/settings/api-keys/:id/revoke',
  'POST /api/settings/outbox/:id/done-by-hand',
  'POST /api/audit/export',
  'POST /api/members/:userid/reveal',
  'POST /api/sessions/end-others',
  'POST /api/lost-device/cases/:id/unlock',
  'POST /api/lost-device/cases/:id/export',
]

export const needsStepUp = (key: RouteKey): boolean => stepUpRoutes.includes(key)
