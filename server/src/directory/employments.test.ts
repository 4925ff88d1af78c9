import { DAY_MS, HOUR_MS } from '@desk/shared/kernel/durations'
import { asc } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { rolesOf } from '../access/actor-queries.ts'
import { employments } from '../db/schema/index.ts'
import { clause, draftOf, policyCompany, createPublishedPolicy, readAndSign } from '../testing/fixtures/policy.ts'
import { drainOutbox } from '../testing/drain-outbox.ts'
import { createTestClient } from '../testing/http.ts'
import { type Kit, test } from '../testing/kit.ts'
import { confirmReturn } from './employment-queries.ts'
import { markMembersLeft, syncMembers } from './sync-members-queries.ts'

const ABSENCE_MS = 60 * DAY_MS

const reading = ({ deps }: Kit, isFirst = false) => ({ at: deps.clock.now(), source: 'test', isFirst })

async function leave(kit: Kit, userid: string): Promise<void> {
  await kit.deps.db.transaction((tx) => markMembersLeft(kit.deps, tx, [userid], reading(kit)))
  await drainOutbox(kit.deps)
  kit.deps.clock.advanceHours(ABSENCE_MS / HOUR_MS)
}

type SyncOptions = { name?: string; isFirst?: boolean }

async function syncFromWecom(kit: Kit, userid: string, { name, isFirst = false }: SyncOptions = {}): Promise<void> {
  const member = kit.deps.wecom.members.get(userid)
  if (!member) throw new Error('WeCom must know the member')
  const answer = name === undefined ? member : { ...member, name }
  await kit.deps.db.transaction((tx) => syncMembers(kit.deps, tx, [answer], reading(kit, isFirst)))
  await drainOutbox(kit.deps)
}

const joinWecom = ({ deps }: Kit, userid: string) =>
  deps.wecom.members.set(userid, {
    userid,
    name: userid,
    status: 1,
    alias: '',
    departments: [1],
    mainDepartment: 1,
    leads: [],
    position: '',
    telephone: '',
  })

const absenceStart = ({ deps }: Kit) => new Date(deps.clock.now().getTime() - ABSENCE_MS)

const listEmployments = ({ deps }: Kit) => {
  const { userid, name, startedAt, endedAt } = employments
  return deps.db.select({ userid, name, startedAt, endedAt }).from(employments).orderBy(asc(employments.id))
}

describe('employments', () => {
  test('an employment begins with the first sync or the join, and ends when the member leaves', async ({ kit }) => {
    for (const userid of ['old', 'new']) joinWecom(kit, userid)
    await syncFromWecom(kit, 'old', { name: '旧名', isFirst: true })
    await syncFromWecom(kit, 'new')
    await syncFromWecom(kit, 'old', { name: '新名' })
    await leave(kit, 'old')
    expect(await listEmployments(kit)).toEqual([
      { userid: 'old', name: '新名', startedAt: null, endedAt: absenceStart(kit) },
      { userid: 'new', name: 'new', startedAt: absenceStart(kit), endedAt: null },
    ])
  })

  test('a new holder of the userid has a separate employment, and the former one keeps the name', async ({ kit }) => {
    joinWecom(kit, 'guoji')
    await syncFromWecom(kit, 'guoji', { name: '郭𠮷', isFirst: true })
    await leave(kit, 'guoji')
    await syncFromWecom(kit, 'guoji', { name: '何静' })
    expect(await listEmployments(kit)).toEqual([
      { userid: expect.stringContaining('guoji@former-'), name: '郭𠮷', startedAt: null, endedAt: absenceStart(kit) },
      { userid: 'guoji', name: '何静', startedAt: kit.deps.clock.now(), endedAt: null },
    ])
  })

  test('a person whose return HR confirmed finds their receipts again and has no role', async ({ kit }) => {
    const { north, ...company } = await policyCompany(kit)
    const signer = await kit.given.member({ department: north, userid: 'guoji', name: '郭𠮷', adminOf: [north] })
    const id = await createPublishedPolicy(kit, company, draftOf([clause('1')]))
    const { code } = await readAndSign(kit, signer, id)
    await leave(kit, 'guoji')
    await kit.deps.db.transaction((tx) => confirmReturn(tx, 'guoji', 'hr', kit.deps.clock.now()))
    await syncFromWecom(kit, 'guoji')
    const { requestAs } = createTestClient(kit.deps)
    const returned = { ...signer, ...(await rolesOf(kit.deps, 'guoji')) }
    expect(returned.adminOf).toEqual([])
    const receipt = await requestAs(returned, 'GET', `/api/receipts/${code}`)
    expect(await receipt.json()).toMatchObject({ isMine: true })
  })
})
