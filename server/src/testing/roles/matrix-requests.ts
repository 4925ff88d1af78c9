import { DAY_MS } from '@desk/shared/kernel/durations'
import type { MemberActor } from '@desk/shared/identity/actor'
import type { RouteKey } from '@desk/shared/pages/route-rules'
import type { RequestState } from '@desk/shared/requests/model/request-flow'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { requestDraft, requestKindNames, requestTypes, type RequestType } from '@desk/shared/requests/types/index'
import { eq } from 'drizzle-orm'
import { requests } from '../../db/schema/index.ts'
import { submitRequest } from '../../features/requests/commands/submit-request.ts'
import { requireRequest, type RequestRow } from '../../features/requests/model/request-queries.ts'
import { groupRequestPayload } from '../fixtures/groups.ts'
import { clause, createPublishedPolicy, draftOf } from '../fixtures/policy.ts'
import type { Kit } from '../kit.ts'
import { agree, bothFields } from '../request-fixtures.ts'
import { TRANSFER_TARGET } from './authorization-matrix-people.ts'

const wecomAgent =
  'Mozilla/5.0 (Linux; Android 15; wv) AppleWebKit/537.36 wxwork/4.1.36 MicroMessenger/7.0.1 Language/zh'
let keyCount = 0

/** Returns a concrete call of a route: its path parameters filled in, a body that passes validation. */
export function callOf(
  route: RouteKey,
  view: Pick<RequestView, 'id' | 'no' | 'version' | 'seenHash' | 'changes'>,
  draft: unknown,
): { method: string; path: string; body?: unknown; headers: Record<string, string> } {
  const [method = '', pattern = ''] = route.split(' ')
  const path = pattern
    .replace(':id', view.id)
    .replace(':userid', 'employee-other')
    .replace(':ref', 'ses_000000')
    .replace(':requestNo', view.no)
    .replace(':taskId', 'crd_unknown')
    .replace(':attachmentId', 'att_000000')
    .replace(/:verifyFile\{.*\}/, 'WW_verify_abc.txt')
    .replace(/:token\{.*\}/, 'neverIssuedToken1234')
    .replace('*', 'missing.js')
  const query = path === '/api/jssdk/signature' ? '?url=http://desk.test/&kind=agent' : ''
  const headers = {
    'user-agent': wecomAgent,
    accept: 'text/html',
    'idempotency-key': `${view.id}-${String(keyCount++)}`,
  }
  if (method === 'GET') return { method, path: path + query, headers }
  const { version, seenHash } = view
  const fields = Object.fromEntries(view.changes.map(({ field }) => [field, agree]))
  const bodies: Partial<Record<RouteKey, unknown>> = {
    'POST /api/requests': { kind: 'info_change', payload: { position: { from: 'x', to: 'y' } } },
    'POST /api/requests/:id/decision': { version, seenHash, fields },
    'POST /api/requests/:id/comments': { text: '收到', attachments: [] },
    'POST /api/requests/:id/withdrawal': { version },
    'POST /api/requests/:id/return': { version, seenHash, reason: { code: 'needs_proof', text: '' } },
    'POST /api/requests/:id/resubmission': { version, draft },
    'POST /api/requests/:id/undo': { version },
    'POST /api/requests/:id/transfer': { version, to: TRANSFER_TARGET },
    'POST /api/requests/:id/claim': { isOpen: true },
    'POST /api/requests/:id/dispute': { version, text: '名片上还是旧的' },
    'POST /api/requests/:id/settlement': { version, finding: 'stands', text: '已核查' },
    'POST /api/requests/:id/rewrite': { version },
  }
  return { method, path, body: bodies[route] ?? {}, headers }
}

/** Routes of one request type alone. */
const typesOfRoutes: Partial<Record<RouteKey, RequestType>> = {
  'GET /api/requests/:id/resubmission': 'info_change',
  'POST /api/requests/:id/look': 'info_change',
  'GET /api/requests/:id/sheet': 'info_change',
  'GET /requests/:id/sheet': 'info_change',
  'POST /api/requests/:id/group-made': 'group_create',
  'GET /api/requests/:id/group-resubmission': 'group_create',
}
/** States that are never reached by a request of a type that cannot be returned and takes effect at once. */
const statesOnTheWay: readonly RequestState[] = ['returned', 'decided', 'executing']

/** Returns whether the outcome depends on a request's state; that of a group, a case or a policy does not. */
export const hasRequestId = (route: RouteKey): boolean => route.includes('/requests/:id')

/** Returns the type of the request with which a route is called: another one for each `offset`. */
export function typeFor(route: RouteKey, state: RequestState, offset: number): RequestType {
  if (!hasRequestId(route)) return 'info_change'
  const reached = requestKindNames.filter((kind) => requestTypes[kind].isReturnable || !statesOnTheWay.includes(state))
  return typesOfRoutes[route] ?? reached[offset % reached.length] ?? 'info_change'
}

/** A request as its applicant sees it, with the facts of its permissions and what its form contains. */
export type MatrixRequest = { view: RequestView; facts: RequestRow; draft: unknown }

/** Returns a function that creates a request of a type in a state. These applicants have to sign one policy. */
export async function matrixRequests(kit: Kit, applicants: readonly MemberActor[]) {
  const { deps, given } = kit
  const author = await given.member({ userid: 'policy-author', roles: ['ops'] })
  const lead = await given.member({ userid: 'policy-lead', roles: ['ops_lead'] })
  const people = applicants.map(({ userid }) => userid)
  const audience = { everyone: false, departments: [], roles: [], partners: false, people }
  const policy = draftOf([clause('1')], { audience })
  const policyId = await createPublishedPolicy(kit, { author, lead }, policy)
  const members = ['employee-other', 'hr-other']
  const payloads = {
    info_change: bothFields,
    group_create: groupRequestPayload({ deputyId: 'employee-other', members }),
    policy_exemption: { policyId, title: policy.zh.title, reason: '产假', until: '2026-04-30' },
  } satisfies Record<RequestType, unknown>

  return async (applicant: MemberActor, state: RequestState, kind: RequestType): Promise<MatrixRequest> => {
    // Neither an open request nor the number of requests of a day bars the next one.
    const createdAt = new Date(deps.clock.now().getTime() - 2 * DAY_MS)
    await deps.db.update(requests).set({ state: 'withdrawn', createdAt })
    const draft = requestDraft.parse({ kind, payload: payloads[kind] })
    const { view } = await submitRequest(deps, applicant, { ...draft, idempotencyKey: `matrix-${String(keyCount++)}` })
    await deps.db.update(requests).set({ state }).where(eq(requests.id, view.id))
    return { view, facts: await requireRequest(deps.db, view.id), draft }
  }
}
