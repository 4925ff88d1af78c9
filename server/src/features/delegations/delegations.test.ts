import type { RequestId } from '@desk/shared/kernel/ids'
import type { LostBoard } from '@desk/shared/lost-device/lost-device-schemas'
import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { auditEntries, roleGrants } from '../../db/schema/index.ts'
import { suspendAccount } from '../../directory/suspension-queries.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { report } from '../../testing/fixtures/lost-device.ts'
import { createTestClient } from '../../testing/http.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { agree, decisionOn, smallCompany, submitInfoChange } from '../../testing/request-fixtures.ts'
import { administeredBy } from '../confirmations/model/viewers.ts'
import { syncDirectory } from '../directory/jobs/sync-directory.ts'
import { decideRequest } from '../requests/commands/decide-request.ts'
import { getHome } from '../home/get-home.ts'
import { getMe } from '../home/get-me.ts'
import { getRequest } from '../requests/inbox/get-request.ts'
import { requireRequest } from '../requests/model/request-queries.ts'
import { listApprovals } from '../requests/inbox/list-requests.ts'
import { getDelegations } from './get-delegations.ts'
import { createDelegation } from './create-delegation.ts'
import { revokeDelegation } from './revoke-delegation.ts'
import { errorCodeOf } from '../../testing/error-code-of.ts'
import { currentActorOf } from '../../testing/current-actor-of.ts'

const agreeToBoth = { position: agree, telephone: agree }
const today = '2026-03-17'
const span = { startsOn: today, endsOn: '2026-03-18', note: '' }

async function createDelegatedCompany(kit: Kit) {
  const company = await smallCompany(kit)
  await kit.given.member({ userid: 'chenli', name: '陈立', department: company.company })
  await createDelegation(kit.deps, company.admin, { ...span, delegate: 'chenli' })
  return company
}

/** Creates a company in which the admin has an approver above them, and another one in the same department. */
async function createCompanyOfApprovers(kit: Kit) {
  const people = await smallCompany(kit)
  const { company, department } = people
  await kit.given.member({ userid: 'boss', name: '周启明', department: company, adminOf: [company] })
  await kit.given.member({ userid: 'deputy', name: '赵丽霞', department, adminOf: [department] })
  return people
}

/** Lists the stored approvers. `getRequest` would reroute the request first. */
const listDeciders = async ({ deps }: Kit, id: RequestId) => (await requireRequest(deps.db, id)).approverIds

describe('delegations', () => {
  test('a delegation lets the delegate decide for the delegator, and records both names', async ({ kit }) => {
    const { applicant } = await createDelegatedCompany(kit)
    const view = await submitInfoChange(kit, applicant)
    expect(view.deciders).toMatchObject([
      { userid: 'chenli', because: 'delegate', onBehalfOf: { userid: 'limin', name: '李敏' } },
    ])
    await drainOutbox(kit.deps)
    const delegate = await currentActorOf(kit, 'chenli')
    expect((await getRequest(kit.deps, delegate, view.id)).allowed).toContain('decide')
    const decided = await decideRequest(kit.deps, delegate, decisionOn(view, agreeToBoth))
    expect(decided).toMatchObject({ decidedBy: { userid: 'chenli' }, decidedFor: { userid: 'limin' } })
    expect(decided.timeline.at(-1)).toMatchObject({ actor: { name: '陈立' }, onBehalfOf: { name: '李敏' } })
    const audit = (await kit.deps.db.select().from(auditEntries)).find(({ action }) => action === 'request.decided')
    expect(audit).toMatchObject({ actor: 'chenli', details: { onBehalfOf: 'limin' } })
    await drainOutbox(kit.deps)
    expect(kit.deps.wecom.replaced.at(-1)?.card.subtitle).toContain('陈立代李敏已同意')
  })

  test('admins of the same department and of the one above are suggested, a former delegate first', async ({ kit }) => {
    const { admin } = await createCompanyOfApprovers(kit)
    const listSuggested = async () => (await getDelegations(kit.deps, admin)).suggested.map(({ userid }) => userid)
    expect(await listSuggested()).toEqual(['boss', 'deputy'])
    await createDelegation(kit.deps, admin, { ...span, delegate: 'deputy' })
    expect(await listSuggested()).toEqual(['deputy', 'boss'])
  })

  test('an active delegation is shown to both sides on home and above the approvals', async ({ kit }) => {
    const { admin } = await createCompanyOfApprovers(kit)
    await createDelegation(kit.deps, admin, { ...span, delegate: 'deputy' })
    const stranger = await kit.given.member({ userid: 'stranger' })
    const namesOnHome = async (userid: string) => {
      const { given, held } = (await getHome(kit.deps, await currentActorOf(kit, userid), 'zh-CN')).delegations
      return [given.map(({ name }) => name), held.map(({ name }) => name)]
    }
    expect(await namesOnHome('limin')).toEqual([['赵丽霞'], []])
    expect(await namesOnHome('deputy')).toEqual([[], ['李敏']])
    expect(await namesOnHome(stranger.userid)).toEqual([[], []])
    const approvals = await listApprovals(kit.deps, await currentActorOf(kit, 'deputy'), { list: 'waiting' })
    expect(approvals.delegations.held).toEqual([{ userid: 'limin', name: '李敏', endsOn: span.endsOn }])
    kit.deps.clock.advanceHours(48)
    expect(await namesOnHome('limin')).toEqual([[], []])
  })

  test('a delegation moves waiting requests to the delegate when it begins, and back when the delegate revokes it', async ({
    kit,
  }) => {
    const { applicant, admin } = await smallCompany(kit)
    await kit.given.member({ userid: 'chenli' })
    const view = await submitInfoChange(kit, applicant)
    const tomorrow = { startsOn: '2026-03-18', endsOn: '2026-03-18', note: '' }
    await createDelegation(kit.deps, admin, { ...tomorrow, delegate: 'chenli' })
    const drainAndListDeciders = async () => {
      await drainOutbox(kit.deps)
      return listDeciders(kit, view.id)
    }
    expect(await drainAndListDeciders()).toEqual(['limin'])
    kit.deps.clock.advanceHours(15)
    expect(await drainAndListDeciders()).toEqual(['chenli'])
    const [delegation] = (await getDelegations(kit.deps, await currentActorOf(kit, 'chenli'))).held
    expect(delegation).toMatchObject({ state: 'active', mayRevoke: true, principal: { userid: 'limin' } })
    if (!delegation) throw new Error('the delegate holds no delegation')
    await revokeDelegation(kit.deps, await currentActorOf(kit, 'chenli'), delegation.id)
    expect(await drainAndListDeciders()).toEqual(['limin'])
    expect(await errorCodeOf(revokeDelegation(kit.deps, admin, delegation.id))).toBe('delegation.not_found')
  })

  test('waiting requests move back when the last day of a delegation is over', async ({ kit }) => {
    const { applicant } = await createDelegatedCompany(kit)
    const view = await submitInfoChange(kit, applicant)
    const listDecidersAfter = async (hours: number) => {
      kit.deps.clock.advanceHours(hours)
      await drainOutbox(kit.deps)
      return listDeciders(kit, view.id)
    }
    expect(await listDecidersAfter(0)).toEqual(['chenli'])
    // 23:00 on the last day, and midnight.
    expect(await listDecidersAfter(37)).toEqual(['chenli'])
    expect(await listDecidersAfter(1)).toEqual(['limin'])
  })

  test('a delegate whose account is disabled and enabled again gets the requests back', async ({ kit }) => {
    const { applicant } = await createDelegatedCompany(kit)
    await kit.given.member({ userid: 'chenhaiyan', roles: ['ops'] })
    await syncDirectory(kit.deps)
    await submitInfoChange(kit, applicant)
    const waitingFor = async (userid: string) =>
      (await listApprovals(kit.deps, await currentActorOf(kit, userid), { list: 'waiting' })).items.length
    const setStatus = async (status: 1 | 2) => {
      const member = kit.deps.wecom.members.get('chenli')
      if (!member) throw new Error('the delegate must be a member')
      kit.deps.wecom.members.set('chenli', { ...member, status })
      kit.deps.clock.advanceSeconds(1)
      await syncDirectory(kit.deps)
      await drainOutbox(kit.deps)
    }
    await setStatus(2)
    expect([await waitingFor('chenli'), await waitingFor('chenhaiyan')]).toEqual([0, 1])
    await setStatus(1)
    expect([await waitingFor('chenli'), await waitingFor('chenhaiyan')]).toEqual([1, 0])
  })

  test('the delegate does not decide their own request: the next approver does', async ({ kit }) => {
    const { applicant, admin, company } = await smallCompany(kit)
    await kit.given.member({ userid: 'boss', department: company, adminOf: [company] })
    await createDelegation(kit.deps, admin, { ...span, delegate: applicant.userid })
    const view = await submitInfoChange(kit, applicant)
    expect(view.deciders).toMatchObject([{ userid: 'boss', because: 'parent' }])
    const guoji = await currentActorOf(kit, 'guoji')
    expect(await errorCodeOf(decideRequest(kit.deps, guoji, decisionOn(view, agreeToBoth)))).toBe(
      'request.self_approval',
    )
  })

  test('a delegation cannot be delegated further', async ({ kit }) => {
    const { applicant, admin, company } = await createDelegatedCompany(kit)
    const boss = await kit.given.member({ userid: 'boss', department: company, adminOf: [company] })
    await kit.given.member({ userid: 'third' })
    // A delegate without a role has nothing to delegate.
    expect(
      await errorCodeOf(
        createDelegation(kit.deps, await currentActorOf(kit, 'chenli'), { ...span, delegate: 'third' }),
      ),
    ).toBe('delegation.nothing_to_hand_over')
    await createDelegation(kit.deps, boss, { ...span, delegate: 'limin' })
    expect((await submitInfoChange(kit, applicant)).deciders.map(({ userid }) => userid)).toEqual(['chenli'])
    expect((await currentActorOf(kit, 'chenli')).delegators).toEqual([
      { userid: 'limin', roles: [], adminOf: admin.adminOf },
    ])
  })

  test('a delegation limited to request types lends no right besides deciding requests of these types', async ({
    kit,
  }) => {
    const { applicant, admin, company } = await smallCompany(kit)
    await kit.given.member({ userid: 'chenli', name: '陈立', department: company })
    const { given } = await createDelegation(kit.deps, admin, { ...span, delegate: 'chenli', kinds: ['info_change'] })
    const view = await submitInfoChange(kit, applicant)
    const delegate = await currentActorOf(kit, 'chenli')
    const { requestAs } = createTestClient(kit.deps)
    await report(kit, admin, applicant.userid)
    const readRights = async () => {
      const actor = await currentActorOf(kit, 'chenli')
      const board = (await (await requestAs(actor, 'GET', '/api/lost-device/board')).json()) as LostBoard
      const { seesLostDeviceCases, approvesRequests } = getMe(kit.deps, actor, { name: '陈立', department: [] })
      return { cases: board.total, seesLostDeviceCases, approvesRequests, departments: administeredBy(actor) }
    }
    const nothing = { cases: 0, seesLostDeviceCases: false, departments: [] }
    expect(await readRights()).toEqual({ ...nothing, approvesRequests: true })
    const decided = await decideRequest(kit.deps, delegate, decisionOn(view, agreeToBoth))
    expect(decided).toMatchObject({ decidedBy: { userid: 'chenli' }, decidedFor: { userid: 'limin' } })
    await revokeDelegation(kit.deps, admin, given[0]!.id)
    await createDelegation(kit.deps, admin, { ...span, delegate: 'chenli' })
    const everything = { cases: 1, seesLostDeviceCases: true, departments: admin.adminOf }
    expect(await readRights()).toEqual({ ...everything, approvesRequests: true })
  })

  test('a delegation has no effect while the account of the delegator is suspended', async ({ kit }) => {
    await createDelegatedCompany(kit)
    await kit.deps.db.transaction((tx) => suspendAccount(tx, 'limin', 'lost', kit.deps.clock.now()))
    expect((await currentActorOf(kit, 'chenli')).delegators).toBeUndefined()
  })

  test('a delegation has no effect once the delegator’s role ended', async ({ kit }) => {
    const { admin } = await createDelegatedCompany(kit)
    expect((await currentActorOf(kit, 'chenli')).delegators).toMatchObject([{ userid: admin.userid }])
    await kit.deps.db
      .update(roleGrants)
      .set({ endedAt: kit.deps.clock.now() })
      .where(eq(roleGrants.userid, admin.userid))
    expect((await currentActorOf(kit, 'chenli')).delegators).toBeUndefined()
  })

  test('a delegation has no effect after its last day', async ({ kit }) => {
    await createDelegatedCompany(kit)
    expect((await currentActorOf(kit, 'chenli')).delegators).toHaveLength(1)
    kit.deps.clock.advanceHours(48)
    expect((await currentActorOf(kit, 'chenli')).delegators).toBeUndefined()
  })

  test('a delegation requires an active member, valid days, and no overlap', async ({ kit }) => {
    const { admin } = await createDelegatedCompany(kit)
    await kit.given.member({ userid: 'gone', status: 5 })
    const tryToCreate = (overrides: object) =>
      errorCodeOf(createDelegation(kit.deps, admin, { ...span, delegate: 'chenli', ...overrides }))
    const later = { startsOn: '2026-04-01', endsOn: '2026-04-02' }
    expect(await tryToCreate({ ...later, delegate: 'gone' })).toBe('input.invalid')
    expect(await tryToCreate({ ...later, delegate: 'LiMin' })).toBe('input.invalid')
    expect(await tryToCreate({ startsOn: '2026-03-16' })).toBe('input.invalid')
    expect(await tryToCreate({ ...later, endsOn: '2026-07-30' })).toBe('input.invalid')
    expect(await tryToCreate({})).toBe('delegation.overlaps')
    expect(await tryToCreate(later)).toBe('done')
  })
})
