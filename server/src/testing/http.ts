import { DAY_MS } from '@desk/shared/kernel/durations'
import type { MemberActor } from '@desk/shared/identity/actor'
import { createApp } from '../composition/app.ts'
import { sessions } from '../db/schema/index.ts'
import type { AppDeps } from '../composition/app-deps.ts'
import { noPersonLimits } from '../ports/person-limits.ts'
import type { RenderPage } from '../ports/render-page.ts'
import { sha256 } from '../kernel/hash.ts'

type AppOverrides = Partial<
  Pick<
    Parameters<typeof createApp>[1],
    | 'hasLoginPanel'
    | 'loginBase'
    | 'receivers'
    | 'sessionSecret'
    | 'previousSessionSecret'
    | 'codeLimiter'
    | 'limits'
    | 'renderPage'
    | 'databaseWaitMs'
    | 'telemetry'
  >
>

const statusOf: Readonly<Record<string, number>> = { 'not-found': 404, refusal: 403 }

/** Renders a minimal page for tests of the API. */
const minimalPages: RenderPage = ({ initialState }) => {
  const json = JSON.stringify(initialState).replaceAll('<', '\\u003c')
  const html = `<!doctype html><title>企微自助</title><script type="application/json" id="initial-state">${json}</script>`
  return Promise.resolve({
    status: statusOf[initialState.page.name] ?? 200,
    html,
    parts: [{ text: html, kind: 'own' }],
  })
}

export function createTestApp(deps: AppDeps, overrides: AppOverrides = {}) {
  return createApp(deps, {
    sessionSecret: 'test-secret-that-has-32-letters-',
    previousSessionSecret: null,
    oauthBase: 'http://oauth.test',
    loginBase: 'http://login.test',
    hasLoginPanel: false,
    renderPage: minimalPages,
    clientDir: null,
    trustedHops: 0,
    receivers: {},
    verifyFiles: [],
    limits: noPersonLimits,
    // Ends a hanging request but not a slow one: a busy machine is ten times slower.
    databaseWaitMs: 60_000,
    health: { ping: async () => {}, workerTickedAt: () => deps.clock.now() },
    ...overrides,
  })
}

type TestApp = ReturnType<typeof createTestApp>

/** The last app without overrides of each test, with the values that it was assembled from. */
const plainApps = new WeakMap<AppDeps, { app: TestApp; parts: readonly unknown[] }>()

const partsOf = (deps: AppDeps): unknown[] => [...Object.values(deps), ...Object.values(deps.site)]

/**
 * Returns the app of these dependencies, and a new one after a test replaced any of them or a value of the site. Assembling a
 * thousand routes takes ten milliseconds.
 */
function plainAppOf(deps: AppDeps): TestApp {
  const parts = partsOf(deps)
  const existing = plainApps.get(deps)
  if (existing?.parts.every((part, index) => part === parts[index])) return existing.app
  const app = createTestApp(deps)
  plainApps.set(deps, { app, parts })
  return app
}

/**
 * Creates a client of the whole app in process, with middleware, validation and error mapping. Clients of the same dependencies
 * share an app, as browsers do, unless they override an option.
 */
export function createTestClient(deps: AppDeps, overrides?: AppOverrides) {
  const app = overrides ? createTestApp(deps, overrides) : plainAppOf(deps)
  return {
    app,
    async requestAs(
      actor: MemberActor | null,
      method: string,
      path: string,
      body?: unknown,
      headers: Record<string, string> = {},
    ) {
      const browserHeaders = {
        origin: deps.site.publicUrl,
        'x-requested-with': 'desk',
        'content-type': 'application/json',
      }
      const init = { method, headers: new Headers({ ...(method === 'GET' ? {} : browserHeaders), ...headers }) }
      // The session belongs to the calling device; a stolen cookie is tested elsewhere.
      const device = init.headers.get('user-agent') ?? undefined
      if (actor) init.headers.set('cookie', `desk_session=${await createSession(deps, actor, device)}`)
      return app.request(path, body === undefined ? init : { ...init, body: JSON.stringify(body) })
    },
  }
}

/** Creates a session and returns its token, as after a WeCom sign-in. */
export async function createSession(
  { db, clock, ids }: AppDeps,
  actor: MemberActor,
  userAgent = 'test',
): Promise<string> {
  const token = ids.token()
  const now = clock.now()
  await db.insert(sessions).values({
    tokenHash: sha256(token),
    ref: ids.next('session'),
    userid: actor.userid,
    createdAt: now,
    lastSeenAt: now,
    confirmedAt: now,
    roleUsedAt: now,
    expiresAt: new Date(now.getTime() + DAY_MS),
    userAgent,
    clientNetwork: 'unknown',
    browserHash: sha256(`browser of ${actor.userid}`),
  })
  return token
}
