import { initialGroupRules } from '@desk/shared/groups/group-rules'
import { eq } from 'drizzle-orm'
import { outbox, roleGrants } from '../../db/schema/index.ts'
import { createApiKey } from '../../features/api-keys/create-api-key.ts'
import { pauseOutbox } from '../../features/outbox-admin/pause-outbox.ts'
import { decideRequest } from '../../features/requests/commands/decide-request.ts'
import { WecomRefusedError } from '../../kernel/app-error.ts'
import { drainOutbox } from '../drain-outbox.ts'
import { holdDepartures } from '../fixtures/held-departures.ts'
import type { Kit } from '../kit.ts'
import { type RolePeople, rowOf, type RoleCalls } from './role-call.ts'
import { agree, decisionOn, refuse, submitInfoChange } from '../request-fixtures.ts'

const keyBody = { name: '看板', scopes: ['directory.read' as const], expiresOn: '2026-12-31' }
const settings = '/api/settings'

/** Creates another member's grant, active or proposed by WeCom. */
async function createOtherGrant(
  kit: Kit,
  { north }: RolePeople,
  overrides: { roles?: ['hr']; adminOf?: number[]; isConfirmed?: boolean },
) {
  const other = await kit.given.member({ userid: 'other', department: north, ...overrides })
  const [grant] = await kit.deps.db.select().from(roleGrants).where(eq(roleGrants.userid, other.userid))
  if (!grant) throw new Error('the other member has no grant')
  return grant.id
}

/** Creates a change that WeCom refused permanently. */
async function createDeadJob(kit: Kit, { north }: RolePeople): Promise<number> {
  const applicant = await kit.given.member({ userid: 'guoji', department: north, position: '质检工程师' })
  const admin = await kit.given.member({ userid: 'limin', department: north, adminOf: [north] })
  const view = await submitInfoChange(kit, applicant)
  await decideRequest(kit.deps, admin, decisionOn(view, { position: agree, telephone: refuse }))
  const { updateMember } = kit.deps.wecom
  kit.deps.wecom.updateMember = () => Promise.reject(new WecomRefusedError(40058, 'user/update'))
  await drainOutbox(kit.deps)
  kit.deps.wecom.updateMember = updateMember
  const dead = (await kit.deps.db.select().from(outbox)).find(({ deadAt }) => deadAt !== null)
  if (!dead) throw new Error('no job was moved to the dead letters')
  return dead.id
}

/** Commands of the settings pages, and of the audit. */
export const settingCalls: RoleCalls = {
  'POST /api/settings/roles': async (kit, { author, north }) => {
    await kit.given.member({ userid: 'other', department: north })
    return { by: author, path: `${settings}/roles`, body: { role: 'hr', userid: 'other' } }
  },
  'POST /api/settings/roles/:id/end': async (kit, people) => {
    const id = await createOtherGrant(kit, people, { roles: ['hr'] })
    return { by: people.author, path: `${settings}/roles/${id}/end`, body: {} }
  },
  'POST /api/settings/roles/proposals/confirm': async (kit, people) => {
    const id = await createOtherGrant(kit, people, { adminOf: [people.north], isConfirmed: false })
    const path = `${settings}/roles/proposals/confirm`
    return { by: people.author, path, body: { ids: [id] }, row: rowOf('role_grants', id) }
  },
  'POST /api/settings/incidents': async (kit, { lead, north }) => {
    await kit.given.member({ userid: 'contact', department: north })
    const body = { contact: { userid: 'contact', phone: '0755-86012046' }, version: 0 }
    return { by: lead, path: `${settings}/incidents`, body }
  },
  'POST /api/settings/roles/switch': async (_kit, { lead }) => ({
    by: lead,
    path: `${settings}/roles/switch`,
    body: { name: 'separateDuties', value: true, version: 0 },
  }),
  'POST /api/settings/api-keys': async (_kit, { author }) => ({
    by: author,
    path: `${settings}/api-keys`,
    body: keyBody,
  }),
  'POST /api/settings/api-keys/:id/revoke': async (kit, { author, lead }) => {
    const { view } = await createApiKey(kit.deps, lead, keyBody)
    return { by: author, path: `${settings}/api-keys/${view.id}/revoke`, body: {}, row: rowOf('api_keys', view.id) }
  },
  'POST /api/settings/api-keys/:id/adopt': async (kit, { author, lead }) => {
    const { view } = await createApiKey(kit.deps, lead, keyBody)
    return { by: author, path: `${settings}/api-keys/${view.id}/adopt`, body: {}, row: rowOf('api_keys', view.id) }
  },
  'POST /api/settings/on-call': async (_kit, { author, lead }) => ({
    by: author,
    path: `${settings}/on-call`,
    body: { rows: [{ userid: lead.userid, phone: '13800000000', from: 0, to: 24 }], creator: null, version: 0 },
  }),
  'POST /api/settings/groups': async (_kit, { author }) => ({
    by: author,
    path: `${settings}/groups`,
    body: { version: 0, rules: initialGroupRules },
  }),
  'POST /api/settings/fields': async (_kit, { author }) => ({
    by: author,
    path: `${settings}/fields`,
    body: { version: 0, field: 'position', isOpen: false, isConfirmedByOps: false },
  }),
  'POST /api/settings/outbox/pause': async (_kit, { author }) => ({
    by: author,
    path: `${settings}/outbox/pause`,
    body: {},
  }),
  'POST /api/settings/outbox/resume': async (kit, { author }) => {
    await pauseOutbox(kit.deps, author, { isPaused: true })
    return { by: author, path: `${settings}/outbox/resume`, body: {} }
  },
  'POST /api/settings/outbox/:id/retry': async (kit, people) => {
    const id = await createDeadJob(kit, people)
    return { by: people.author, path: `${settings}/outbox/${id}/retry`, body: {}, row: rowOf('outbox', id) }
  },
  'POST /api/settings/outbox/:id/done-by-hand': async (kit, people) => {
    const id = await createDeadJob(kit, people)
    const member = kit.deps.wecom.members.get('guoji')
    if (member) kit.deps.wecom.members.set('guoji', { ...member, position: '高级质检工程师' })
    const path = `${settings}/outbox/${id}/done-by-hand`
    return { by: people.author, path, body: { reason: '在后台改了' }, row: rowOf('outbox', id) }
  },
  'POST /api/settings/calendar': async (_kit, { author }) => ({
    by: author,
    path: `${settings}/calendar`,
    body: { change: 'day', day: '2026-05-04', working: false, note: '青年节' },
  }),
  'POST /api/settings/directory/sync': async (_kit, { author }) => ({
    by: author,
    path: `${settings}/directory/sync`,
    body: {},
  }),
  'POST /api/settings/directory/departures': async ({ deps }, { lead }) => ({
    by: lead,
    path: `${settings}/directory/departures`,
    body: { key: await holdDepartures(deps) },
  }),
  'POST /api/settings/texts': async (_kit, { author }) => ({
    by: author,
    path: `${settings}/texts`,
    body: { name: 'policy.asked', title: '请签一下', subtitle: '', version: 0 },
  }),
  'POST /api/members/:userid/reveal': async (_kit, { author, lead }) => ({
    by: author,
    path: `/api/members/${lead.userid}/reveal`,
    body: {},
  }),
  'POST /api/audit/export': async (_kit, { author }) => ({
    by: author,
    path: '/api/audit/export',
    body: { format: 'csv' },
  }),
}
