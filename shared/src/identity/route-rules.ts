import type { RequestAction } from './permissions.ts'

/**
 * Who may call a route at all. `anyone`: no session asked. `platform`: WeCom's signature is checked instead.
 * `member`: a live session. A request action: a live session, and the rule of that action on the request in the path.
 */
export type RouteRule = 'anyone' | 'platform' | 'member' | RequestAction

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
  'GET /wecom/callback/app': 'platform',
  'POST /wecom/callback/app': 'platform',
  'GET /wecom/callback/contacts': 'platform',
  'POST /wecom/callback/contacts': 'platform',
  'GET /api/openapi.json': 'anyone',
  'GET /api/me': 'member',
  'POST /api/sign-out': 'member',
  'GET /api/home': 'member',
  'GET /api/jssdk/signature': 'member',
  'GET /api/info-change/form': 'member',
  'GET /api/requests': 'member',
  'POST /api/requests': 'member',
  'GET /api/approvals': 'member',
  'GET /api/requests/:id': 'request.read',
  'POST /api/requests/:id/decision': 'request.decide',
  'POST /api/requests/:id/withdrawal': 'request.withdraw',
  'GET /': 'member',
  'GET /requests': 'member',
  'GET /requests/new/info-change': 'member',
  'GET /requests/:id': 'request.read',
  'GET /approvals': 'member',
  'GET /r/:requestNo': 'member',
  'GET /go/:taskId': 'member',
} as const satisfies Record<string, RouteRule>

export type RouteKey = keyof typeof routeRules
