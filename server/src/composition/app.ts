import { version } from '../../package.json' with { type: 'json' }
import { Hono } from 'hono'
import { TrieRouter } from 'hono/router/trie-router'
import { generateSpecs } from 'hono-openapi'
import {
  renderSignInRefusal,
  secondFactorRoutes,
  withHelp,
} from '../features/lost-device/report/second-factor-routes.ts'
import { transferRoutes } from '../features/accounts/transfer/routes.ts'
import { accountRoutes, firstDayRoutes } from '../features/accounts/routes.ts'
import { closingRoutes } from '../features/accounts/close/routes.ts'
import { apiKeyRoutes } from '../features/api-keys/routes.ts'
import { calendarRoutes } from '../features/calendar/routes.ts'
import { auditRoutes } from '../features/audit/routes.ts'
import { callbackRoutes } from '../features/callbacks/routes.ts'
import { delegationRoutes } from '../features/delegations/routes.ts'
import { directoryRoutes, memberRoutes } from '../features/directory/routes.ts'
import { draftRoutes } from '../features/drafts/routes.ts'
import { downloadRoutes } from '../features/downloads/routes.ts'
import { healthRoutes } from '../features/health/routes.ts'
import { consoleOperationRoutes } from '../features/accounts/console/routes.ts'
import { departureRoutes } from '../features/accounts/departures/routes.ts'
import { hrHomeRoutes } from '../features/accounts/home/routes.ts'
import { partnerListRoutes, partnerMarkRoutes, partnerRoutes } from '../features/accounts/partners/routes.ts'
import { peopleRoutes } from '../features/accounts/people/routes.ts'
import { homeRoutes } from '../features/home/routes.ts'
import { jssdkRoutes } from '../features/jssdk/routes.ts'
import {
  secondWriterRoutes,
  fieldSettingRoutes,
  infoChangeFollowUpRoutes,
  infoChangeRoutes,
} from '../features/info-change/routes.ts'
import { consentSeals } from '../features/confirmations/consent/consent-seals.ts'
import { campaignRoutes, confirmationRoutes } from '../features/confirmations/routes.ts'
import { dutyRoutes } from '../features/duties/routes.ts'
import { feedbackRoutes } from '../features/feedback/routes.ts'
import { roomEntryRoutes, roomRoutes } from '../features/evidence-room/routes.ts'
import { groupRequestRoutes, groupRoutes, groupSettingRoutes } from '../features/groups/routes.ts'
import { withIncidentPhone } from '../features/incidents/contact.ts'
import { memberTokens } from '../features/incidents/member-token.ts'
import { takeOverStatements } from '../features/incidents/reporting/take-over-statements.ts'
import { incidentRoutes, incidentSettingRoutes } from '../features/incidents/routes.ts'
import { guardianRoutes, lostDeviceRoutes, onCallRoutes } from '../features/lost-device/routes.ts'
import { caseHelpRoutes } from '../features/lost-device/views/case-help-routes.ts'
import { outboxRoutes } from '../features/outbox-admin/routes.ts'
import {
  pageRoutes,
  renderError,
  renderNotFound,
  renderPanel,
  renderPath,
  renderRefusal,
} from '../features/page-rendering/routes.ts'
import { renderResponse } from '../features/page-rendering/render-response.ts'
import { verifyFileRoutes, assetRoutes } from '../http/static-routes.ts'
import { authoringRoutes, signerRoutes } from '../features/policies/authoring/routes.ts'
import { recordRoutes } from '../features/policies/records/routes.ts'
import { policyRoutes, receiptRoutes } from '../features/policies/routes.ts'
import { policyEvidenceCheck } from '../features/policies/evidence/check-evidence.ts'
import { privacyRoutes } from '../features/privacy/routes.ts'
import type { AppDeps } from './app-deps.ts'
import { approvalRoutes, requestRoutes } from '../features/requests/routes.ts'
import { claimRoutes } from '../features/roles/claim-routes.ts'
import { roleRoutes } from '../features/roles/routes.ts'
import { selfCheckRoutes } from '../features/self-check/routes.ts'
import { ownSessionRoutes } from '../features/session/session-routes.ts'
import { sessionRoutes } from '../features/session/routes.ts'
import type { SessionOptions } from '../features/session/session-deps.ts'
import { session } from '../features/session/session.ts'
import { settingsRoutes } from '../features/settings/routes.ts'
import { requireRecentAuth } from '../features/session/step-up.ts'
import { requestedPath } from '../features/session/sign-in-url.ts'
import { signInRedirect } from '../features/session/start-sign-in.ts'
import { activityRoutes } from '../features/activity/routes.ts'
import { custodyRoutes } from '../features/custody/routes.ts'
import { prepareTile } from '../features/workbench/jobs/prepare-tile.ts'
import { attachmentRoutes, commentRoutes } from '../features/comments/routes.ts'
import { messageTemplateRoutes } from '../features/message-templates/routes.ts'
import type { AppEnv } from '../http/app-env.ts'
import { limitDatabaseWait, rejectWhenDiskFull, limitPerson } from '../http/load-limits.ts'
import { browserCookies } from '../http/browser-cookies.ts'
import { clientNetwork } from '../http/client-network.ts'
import { compressResponse } from '../http/compress-response.ts'
import { errorResponse, logFailure, setRetryAfter, toAppError } from '../http/error-response.ts'
import { limitBody, strictJson } from '../http/request-body.ts'
import { accessGateCookie } from '../http/access-gate-cookie.ts'
import { isNavigation } from '../http/classify-request.ts'
import { refuseV1Writes, rejectNulPath, requireOwnOrigin } from '../http/request-origin.ts'
import {
  assignRequestId,
  nonces,
  noStore,
  omitOpenerPolicyInWecom,
  sandboxFiles,
  securityHeaders,
} from '../http/response-headers.ts'
import { enforceRouteRules } from '../http/route-rules.ts'
import { measureRequests } from '../http/measure-requests.ts'
import { v1Components } from '../http/describe-v1.ts'
import { toEnglish } from './api-v1-english.ts'
import { apiV1Routes } from './api-v1-routes.ts'
import { accountRegistries } from './account-registries.ts'
import { dutySources } from './duty-sources.ts'
import { jobHandlers } from './job-handlers.ts'
import { createPages } from './page-loaders.ts'
import { type OauthCodeLimiter, oauthCodeLimiter } from '../access/oauth-code-limiter.ts'
import { createSignInStates } from '../access/sign-in-states.ts'
import { noTelemetry, type Telemetry } from '../ports/telemetry.ts'
import type { PersonLimits } from '../ports/person-limits.ts'
import type { RenderPage } from '../ports/render-page.ts'

export type AppOptions = Pick<SessionOptions, 'sessionSecret' | 'oauthBase' | 'loginBase' | 'hasLoginPanel'> & {
  /** Also accepted while the session secret is rotated. */
  previousSessionSecret: string | null
  renderPage: RenderPage
  /** Folder of the built browser files; null in tests that need none. */
  clientDir: string | null
  /** Number of proxies whose X-Forwarded-For is trusted. */
  trustedHops: number
  receivers: Parameters<typeof callbackRoutes>[1]['receivers']
  verifyFiles: readonly string[]
  /** Limits calls with OAuth codes; absent: the limits of production. */
  codeLimiter?: OauthCodeLimiter
  health: Parameters<typeof healthRoutes>[1]
  limits: PersonLimits
  /** Absent: nothing is counted. */
  telemetry?: Telemetry
  /** Limits the time that a request waits for the database; absent: the limit of production. */
  databaseWaitMs?: number
}

/** Assembles the server from its dependencies. `start-server.ts` reads the environment and listens. */
export function createApp(deps: AppDeps, options: AppOptions) {
  const { publicUrl } = deps.site
  const { sessionSecret, previousSessionSecret } = options
  const keys =
    previousSessionSecret === null ? ([sessionSecret] as const) : ([sessionSecret, previousSessionSecret] as const)
  const gate = accessGateCookie(publicUrl, keys)
  const signInParts = {
    cookies: browserCookies(publicUrl, keys, deps.ids),
    states: createSignInStates(deps, keys),
    codeLimiter: options.codeLimiter ?? oauthCodeLimiter(deps.clock),
  }
  const handlers = jobHandlers(deps)
  const accountDeps = { ...deps, ...accountRegistries }
  const tokenDeps = { ...deps, memberTokens: memberTokens(deps, keys) }
  const consent = { seals: consentSeals(deps, keys), oauthBase: options.oauthBase }
  const duties = dutySources(deps)
  const pageDeps = { ...deps, renderPage: options.renderPage, pages: createPages({ ...tokenDeps, handlers, duties }) }
  const gateDeps = { ...deps, ...signInParts, gate, renderResponse: renderResponse.bind(null, pageDeps) }
  const sessionOptions: SessionOptions = {
    ...signInParts,
    sessionSecret,
    oauthBase: options.oauthBase,
    loginBase: options.loginBase,
    hasLoginPanel: options.hasLoginPanel,
    renderPath: (c, path) => renderPath(pageDeps, c, path),
    renderPanel: (c, path, panel) => renderPanel(pageDeps, c, path, panel),
    renderRefusal: async (c, refusal, userid) =>
      (await renderSignInRefusal(gateDeps, c, refusal)) ??
      renderRefusal(pageDeps, c, await withIncidentPhone(deps, await withHelp(deps, refusal, userid))),
  }
  // Hono's default router falls back to this one for these routes, after 20 ms of the first request.
  const app = new Hono<AppEnv>({ router: new TrieRouter() })
  const asEnvelope = errorResponse(deps.log)
  app.onError((error, c) => {
    const isPage = isNavigation(c.req) && !c.req.path.startsWith('/api/')
    if (!isPage) return asEnvelope(error, c)
    const failure = toAppError(error)
    const { code, status } = failure
    const path = requestedPath(c.req.path, c.req.query('to'))
    if (code === 'not_found' || code === 'request.not_found') return renderNotFound(pageDeps, c, path)
    logFailure(deps.log, c, error, 'page failed')
    setRetryAfter(c, failure)
    return renderError(pageDeps, c, { path, status })
  })
  app.use(measureRequests(options.telemetry ?? noTelemetry))
  app.use(assignRequestId(deps), nonces(deps), sandboxFiles, omitOpenerPolicyInWecom)
  app.use(securityHeaders(publicUrl), noStore, compressResponse)
  app.use(clientNetwork(options.trustedHops, deps.proxy), rejectNulPath, refuseV1Writes)
  app.use(limitBody, requireOwnOrigin(publicUrl))
  app.use(strictJson, rejectWhenDiskFull(deps.storage), limitDatabaseWait(options.databaseWaitMs))
  app.use(session(deps))
  const redirectToSignIn = signInRedirect(deps, sessionOptions)
  app.use(enforceRouteRules({ publicUrl, redirectToSignIn }), requireRecentAuth(deps, { redirectToSignIn }))
  app.use(limitPerson(options.limits))
  // Chained and returned, since the type of the chain is the client's type.
  const routed = app
    .route('/', healthRoutes(deps, options.health))
    .route('/', assetRoutes(options.clientDir))
    .route('/', verifyFileRoutes(options.verifyFiles))
    .route('/', sessionRoutes(deps, sessionOptions))
    .route('/api/sessions', ownSessionRoutes(deps))
    .route('/api/claim-ops', claimRoutes(deps, options))
    .route('/', callbackRoutes(deps, options))
    .route('/api', homeRoutes(deps))
    .route('/', jssdkRoutes(deps))
    .route('/api/info-change', infoChangeRoutes(deps))
    .route('/api/requests', requestRoutes(deps))
    .route('/api/requests', infoChangeFollowUpRoutes(deps))
    .route('/api/settings/fields', fieldSettingRoutes(deps))
    .route('/api/settings/directory-feed', secondWriterRoutes(deps))
    .route('/api/lost-device', lostDeviceRoutes(deps))
    .route('/api/incidents', incidentRoutes(tokenDeps))
    .route('/api/settings/incidents', incidentSettingRoutes(deps))
    .route('/api/guardians', guardianRoutes(deps))
    .route('/api/settings/on-call', onCallRoutes(deps))
    .route('/api/groups', groupRoutes(deps))
    .route('/api/feedback', feedbackRoutes({ ...deps, createIncidents: takeOverStatements(deps) }))
    .route('/api/custody', custodyRoutes(deps))
    .route('/api/me/activity', activityRoutes(deps))
    .route('/api/requests', groupRequestRoutes(deps))
    .route('/api/settings/groups', groupSettingRoutes(deps))
    .route('/api/requests', commentRoutes(deps))
    .route('/api/attachments', attachmentRoutes(deps))
    .route('/api/drafts', draftRoutes(deps))
    .route('/api/approvals', approvalRoutes(deps))
    .route('/api/delegations', delegationRoutes(deps))
    .route('/api/closings', closingRoutes(deps))
    .route('/api/transfers', transferRoutes(deps))
    .route('/api/settings', settingsRoutes(deps))
    .route('/api/settings/roles', roleRoutes(deps))
    .route('/api/settings/api-keys', apiKeyRoutes(deps))
    .route('/api/settings/check', selfCheckRoutes({ ...deps, prepareTile: () => prepareTile(deps) }))
    .route('/api/audit', auditRoutes({ ...deps, evidence: policyEvidenceCheck(deps) }))
    .route('/api', privacyRoutes(deps))
    .route('/', downloadRoutes(deps))
    .route('/', apiV1Routes(deps))
    .route('/api/policies', policyRoutes(deps))
    .route('/api/signing-records', recordRoutes(deps))
    .route('/api/receipts', receiptRoutes(deps))
    .route('/api/evidence-room', roomRoutes(deps))
    .route('/', roomEntryRoutes(gateDeps))
    .route('/api/settings/policies', authoringRoutes(deps))
    .route('/api/settings/partners', signerRoutes(deps))
    .route('/api/settings/partners', partnerListRoutes(deps))
    .route('/api/settings/partner-mark', partnerMarkRoutes(deps))
    .route('/api/partners', partnerRoutes(deps))
    .route('/api/console-deeds', consoleOperationRoutes(accountDeps))
    .route('/api/hr', hrHomeRoutes(accountDeps))
    .route('/api/people', peopleRoutes(accountDeps))
    .route('/api/departures', departureRoutes(accountDeps))
    .route('/api/settings/outbox', outboxRoutes(deps, handlers))
    .route('/api/settings/calendar', calendarRoutes(deps))
    .route('/api/settings/texts', messageTemplateRoutes(deps))
    .route('/api/joiners', accountRoutes(deps))
    .route('/api/first-day', firstDayRoutes(deps))
    .route('/api/duties', dutyRoutes(duties))
    .route('/api/confirmations', confirmationRoutes({ ...deps, consent }))
    .route('/api/settings/confirmations', campaignRoutes(deps))
    .route('/api/members', memberRoutes(deps))
    .route('/api/settings/directory', directoryRoutes(deps))
    .route('/', secondFactorRoutes(gateDeps))
    .route('/', caseHelpRoutes(gateDeps))
    .route('/', pageRoutes(pageDeps))
  let specs: ReturnType<typeof generateSpecs> | undefined
  const describe = () => (specs ??= generateSpecs(routed, { documentation, defaultValidationErrorResponse: false }))
  return routed.get('/api/openapi.json', async (c) => c.json(toEnglish<object>(await describe()), 200))
}
export type AppType = ReturnType<typeof createApp>

const documentation = {
  info: {
    title: '企微自助 (WeCom Desk)',
    version,
    description:
      'API of the web pages. Sessions are created by WeCom sign-in. /api/v1/openapi.json describes the stable part.',
  },
  // The descriptions of the v1 routes refer to these components.
  components: v1Components as never,
}
