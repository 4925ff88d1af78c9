import type { MemberActor } from '@desk/shared/identity/actor'
import { holdsRole, isRoleRule, type RouteKey, routeRules } from '@desk/shared/identity/route-rules'
import { idSchema, requestNoSchema, type RequestId } from '@desk/shared/kernel/ids'
import { type BootPage, type Language, pagePaths } from '@desk/shared/pages/page-schemas'
import { approvalsQuery, myRequestsQuery } from '@desk/shared/requests/approval-schemas'
import type * as z from 'zod/mini'
import { RequestNotFoundError } from '../../kernel/app-error.ts'
import { jobHandlers } from '../../composition/job-handlers.ts'
import { loadGroupPage } from './load-group-page.ts'
import { loadPolicyPage } from './load-policy-page.ts'
import { listApiKeys } from '../api-keys/list-api-keys.ts'
import { listAudit } from '../audit/list-audit.ts'
import { getCalendar } from '../calendar/get-calendar.ts'
import { getDelegations } from '../delegations/list-delegations.ts'
import { getDirectoryHealth } from '../directory/get-directory-health.ts'
import { getHome } from '../home/get-home.ts'
import { getGroupResubmission } from '../groups/application/get-group-resubmission.ts'
import { getFieldSettings } from '../info-change/field-settings.ts'
import { getManualSheet } from '../info-change/get-manual-sheet.ts'
import { getResubmission } from '../info-change/get-resubmission.ts'
import { getInfoChangeForm } from '../info-change/get-info-change-form.ts'
import { getDutyRoster } from '../lost-device/cases/on-call-roster.ts'
import { getCase, getLostBoard, getLostForm, type Looker, resolveCase } from '../lost-device/views/get-case.ts'
import { getGuardians } from '../lost-device/guardians/guardians.ts'
import { getPrivacy } from '../privacy/get-privacy.ts'
import { getMyDataSummary } from '../privacy/my-data.ts'
import { getOutbox } from '../outbox-admin/get-outbox.ts'
import type { EngineDeps } from '../requests/model/engine-deps.ts'
import { getPolicyList } from '../policies/authoring/get-edit.ts'
import { listMyPolicies, listMyReceipts } from '../policies/signing/my-policies.ts'
import { listPartners } from '../policies/roster/set-partner.ts'
import { getRequest, resolveRequestNo, resolveTask } from '../requests/inbox/get-request.ts'
import { listApprovals, listMyRequests } from '../requests/inbox/list-requests.ts'
import { getRoles } from '../roles/get-roles.ts'
import { getSelfCheck } from '../self-check/run-self-check.ts'
import { listSessions } from '../session/list-sessions.ts'
import { getSettingsHub } from '../settings/get-settings-hub.ts'
import { getTexts } from '../message-templates/texts.ts'

/** A page's data and the address it belongs to, which differs from the asked-for one for `/r/…` and `/go/…`. */
export type LoadedPage = { path: string; page: BootPage }

type Asked = { sessionHash: string; search: URLSearchParams; language: Language }
type Loader = (deps: EngineDeps, actor: MemberActor, asked: Asked) => Promise<BootPage>

const fixed: Readonly<Record<string, Loader>> = {
  [pagePaths.home]: async (deps, actor, { language }) => ({
    name: 'home',
    data: await getHome(deps, actor, language),
  }),
  [pagePaths.requests]: async (deps, actor, asked) => ({
    name: 'requests',
    data: await listMyRequests(deps, actor, filterOf(myRequestsQuery, asked.search)),
  }),
  [pagePaths.approvals]: async (deps, actor, asked) => ({
    name: 'approvals',
    data: await listApprovals(deps, actor, filterOf(approvalsQuery, asked.search)),
  }),
  [pagePaths.delegations]: async (deps, actor) => ({ name: 'delegations', data: await getDelegations(deps, actor) }),
  [pagePaths.settings]: async (deps) => ({ name: 'settings', data: await getSettingsHub(deps) }),
  [pagePaths.settingsRoles]: async (deps, actor) => ({ name: 'settings-roles', data: await getRoles(deps, actor, {}) }),
  [pagePaths.settingsCheck]: async (deps) => ({ name: 'settings-check', data: await getSelfCheck(deps) }),
  [pagePaths.settingsApiKeys]: async (deps) => ({ name: 'settings-api-keys', data: await listApiKeys(deps, {}) }),
  [pagePaths.audit]: async (deps, actor) => ({ name: 'audit', data: await listAudit(deps, actor, {}) }),
  [pagePaths.me]: async () => ({ name: 'me', data: null }),
  [pagePaths.mySessions]: async (deps, { userid }, { sessionHash: hash }) => ({
    name: 'my-sessions',
    data: await listSessions(deps, { userid, hash }),
  }),
  [pagePaths.claimOps]: async () => ({ name: 'claim-ops', data: null }),
  [pagePaths.myData]: async (deps, actor) => ({ name: 'my-data', data: await getMyDataSummary(deps, actor) }),
  [pagePaths.privacy]: async (deps) => ({ name: 'privacy', data: await getPrivacy(deps) }),
  [pagePaths.settingsOutbox]: async (deps, actor) => ({
    name: 'settings-outbox',
    data: await getOutbox(deps, jobHandlers(deps), actor),
  }),
  [pagePaths.settingsCalendar]: async (deps, actor) => ({
    name: 'settings-calendar',
    data: await getCalendar(deps, actor),
  }),
  [pagePaths.settingsDirectory]: async (deps, actor) => ({
    name: 'settings-directory',
    data: await getDirectoryHealth(deps, actor),
  }),
  [pagePaths.settingsFields]: async (deps, actor) => ({
    name: 'settings-fields',
    data: await getFieldSettings(deps, actor),
  }),
  [pagePaths.settingsTexts]: async (deps, actor) => ({ name: 'settings-texts', data: await getTexts(deps, actor) }),
  [pagePaths.lostDevice]: async (deps, actor) => ({ name: 'lost-device', data: await getLostForm(deps, actor) }),
  [pagePaths.lostBoard]: async (deps, actor) => ({ name: 'lost-board', data: await getLostBoard(deps, actor) }),
  [pagePaths.guardians]: async (deps, actor) => ({ name: 'guardians', data: await getGuardians(deps, actor) }),
  [pagePaths.settingsOnCall]: async (deps, actor) => ({
    name: 'settings-on-call',
    data: await getDutyRoster(deps, actor),
  }),
  [pagePaths.policies]: async (deps, actor, { language }) => ({
    name: 'policies',
    data: await listMyPolicies(deps, actor, language),
  }),
  [pagePaths.receipts]: async (deps, actor) => ({ name: 'receipts', data: await listMyReceipts(deps, actor) }),
  [pagePaths.managePolicies]: async (deps, actor) => ({
    name: 'settings-policies',
    data: await getPolicyList(deps, actor),
  }),
  [pagePaths.partners]: async (deps, actor) => ({ name: 'settings-partners', data: await listPartners(deps, actor) }),
  [pagePaths.infoChange]: async (deps, actor) => ({ name: 'info-change', data: await getInfoChangeForm(deps, actor) }),
}

/** Pages come by other ways than their own route, too: a sign-in ends with the page itself. */
function isForbidden(actor: MemberActor, pathname: string): boolean {
  const key = `GET ${pathname}`
  const rule = Object.hasOwn(routeRules, key) ? routeRules[key as RouteKey] : null
  return rule !== null && isRoleRule(rule) && !holdsRole(actor, rule)
}

/** Through which session somebody reads, and in which language where he named none. */
type Reader = { sessionHash?: string; language?: Language }

/** What `path` shows to this person. What he may not see is not there. */
export async function loadPage(
  deps: EngineDeps,
  actor: MemberActor,
  path: string,
  { sessionHash = '', language = 'zh-CN' }: Reader = {},
): Promise<LoadedPage> {
  const { pathname, search, searchParams } = new URL(path, 'http://page.invalid')
  const loader = fixed[pathname]
  const notFound = { path: pathname + search, page: { name: 'not-found', data: null } } as const
  if (isForbidden(actor, pathname)) return notFound
  const asked = { sessionHash, search: searchParams, language }
  if (loader) return { path: pathname + search, page: await loader(deps, actor, asked) }
  const policyPage = await loadPolicyPage(deps, actor, { pathname, ...asked })
  if (policyPage) return { path: pathname + search, page: policyPage }
  const groupPage = await loadGroupPage(deps, actor, { pathname, search: searchParams })
  if (groupPage) return { path: pathname + search, page: groupPage }
  try {
    const again = await resubmissionOf(deps, actor, pathname)
    if (again) return { ...again, path: again.path + search }
    const caseId = lostCaseIdOf(pathname)
    if (caseId) return { path: pathname + search, page: await lostCasePage(deps, { actor, token: null }, caseId) }
    const sheetOf = sheetIdOf(pathname)
    if (sheetOf) {
      const data = await getManualSheet(deps, actor, sheetOf)
      return { path: pagePaths.requestSheet(sheetOf) + search, page: { name: 'request-sheet', data } }
    }
    const id = await requestIdOf(deps, actor, pathname)
    if (id) {
      const data = await getRequest(deps, actor, id)
      return { path: pagePaths.request(id) + search, page: { name: 'request', data } }
    }
  } catch (error) {
    if (!(error instanceof RequestNotFoundError)) throw error
  }
  return notFound
}

/** Where a link of a card leads; null: nowhere that this person may go. The page itself is loaded when he is there. */
export async function resolveLink(deps: EngineDeps, actor: MemberActor, pathname: string): Promise<string | null> {
  try {
    const id = await requestIdOf(deps, actor, pathname)
    return id && pagePaths.request(id)
  } catch (error) {
    if (!(error instanceof RequestNotFoundError)) throw error
    // Numbers and cards of a kind that moves by itself lead to its own page.
    const [, first = '', second = ''] = pathname.split('/')
    const id = await resolveCase(deps, actor, first === 'r' ? { no: second } : { taskId: second })
    return id && pagePaths.lostCase(id)
  }
}

/** The filter in the address. What it cannot be, or asks for a later page, is as if nothing were asked. */
function filterOf<Query extends z.ZodMiniType>(query: Query, asked: URLSearchParams): z.output<Query> {
  const { list, kind } = Object.fromEntries(asked)
  const wanted = { ...(list === undefined ? {} : { list }), ...(kind === undefined ? {} : { kind }) }
  return query.safeParse(wanted).data ?? query.parse({})
}

/** The form to mend what was sent back; the request itself when there is nothing to mend, or not for this person. */
async function resubmissionOf(deps: EngineDeps, actor: MemberActor, pathname: string): Promise<LoadedPage | null> {
  const [, first, second = '', last, ...rest] = pathname.split('/')
  const id = idSchema('request').safeParse(second).data
  if (first !== 'requests' || (last !== 'edit' && last !== 'group') || rest.length > 0 || id === undefined) return null
  const request = await getRequest(deps, actor, id)
  if (!request.allowed.includes('resubmit'))
    return { path: pagePaths.request(id), page: { name: 'request', data: request } }
  if (request.kind === 'group_create') {
    const data = await getGroupResubmission(deps, actor, id)
    return { path: pagePaths.groupResubmission(id), page: { name: 'group-resubmission', data } }
  }
  const data = await getResubmission(deps, actor, id)
  return { path: pagePaths.resubmission(id), page: { name: 'resubmission', data } }
}

/** Also for whoever holds the case's read-only token, and no session any more. */
export const lostCasePage = async (deps: EngineDeps, looker: Looker, id: RequestId): Promise<BootPage> => ({
  name: 'lost-case',
  data: await getCase(deps, looker, id),
})

export function lostCaseIdOf(pathname: string): RequestId | null {
  const [, first, second, ...rest] = pathname.split('/')
  if (first !== 'lost-device' || rest.length > 0) return null
  return idSchema('request').safeParse(second).data ?? null
}

function sheetIdOf(pathname: string): RequestId | null {
  const [, first, second, third, ...rest] = pathname.split('/')
  if (first !== 'requests' || third !== 'sheet' || rest.length > 0) return null
  return idSchema('request').safeParse(second).data ?? null
}

async function requestIdOf(deps: EngineDeps, actor: MemberActor, pathname: string): Promise<RequestId | null> {
  const [, first, second, ...rest] = pathname.split('/')
  if (second === undefined || second === '' || rest.length > 0) return null
  switch (first) {
    case 'requests':
      return idSchema('request').safeParse(second).data ?? null
    case 'r':
      return requestNoSchema.safeParse(second).success ? resolveRequestNo(deps, actor, second) : null
    case 'go':
      return idSchema('card').safeParse(second).success ? resolveTask(deps, actor, second) : null
    default:
      return null
  }
}
