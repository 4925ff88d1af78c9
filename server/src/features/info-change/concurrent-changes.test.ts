import { describe, expect } from 'vitest'
import { jobHandlers } from '../../composition/job-handlers.ts'
import { WecomRefusedError, WecomUnreachableError } from '../../kernel/app-error.ts'
import type { JobHandler } from '../../outbox/run-job.ts'
import type { WecomMember } from '../../ports/wecom.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { leave } from '../../testing/fixtures/groups.ts'
import { createApprovedChange } from '../../testing/fixtures/info-change.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { passUndoWindow } from '../../testing/fixtures/undo-window.ts'
import { agree, decisionOn, smallCompany, submitInfoChange, needsProof } from '../../testing/request-fixtures.ts'
import { syncDirectory } from '../directory/jobs/sync-directory.ts'
import { countDead } from '../outbox-admin/outbox-admin-queries.ts'
import { decideRequest } from '../requests/commands/decide-request.ts'
import { getRequest } from '../requests/inbox/get-request.ts'
import { requireRequest } from '../requests/model/request-queries.ts'
import { returnRequest } from '../requests/commands/return-request.ts'
import { withdrawRequest } from '../requests/commands/withdraw-request.ts'
import { sentTo } from '../../testing/fixtures/sent-cards.ts'
import { applyInfoChange } from './apply-info-change.ts'
import { APPLY_TOPIC } from './progress.ts'

const both = { position: agree, telephone: agree }
const laterChange = { position: { from: '质检工程师', to: '质检组长' }, effectiveOn: '2026-03-20' }

/** Submits a request to the department admin; the admin of the company and the management department are next in line. */
async function createOpenRequest(kit: Kit, payload?: Parameters<typeof submitInfoChange>[2]) {
  const company = await smallCompany(kit, { isConfirmed: false })
  const boss = await kit.given.member({ userid: 'boss', department: company.company, adminOf: [company.company] })
  const ops = await kit.given.member({ userid: 'olga', department: company.company, roles: ['ops'] })
  await syncDirectory(kit.deps)
  const view = await submitInfoChange(kit, company.applicant, payload)
  await drainOutbox(kit.deps)
  return { ...company, boss, ops, view, row: () => requireRequest(kit.deps.db, view.id) }
}

/** Edits the directory in WeCom, and syncs it. */
async function editDirectory({ deps }: Kit, userid: string, change: Partial<WecomMember> | 'leaves'): Promise<void> {
  const member = deps.wecom.members.get(userid)
  if (change === 'leaves') deps.wecom.members.delete(userid)
  else if (member) deps.wecom.members.set(userid, { ...member, ...change })
  deps.clock.advanceSeconds(1)
  await syncDirectory(deps)
  await drainOutbox(deps)
}

const currentApprovers = ({ approvers }: Awaited<ReturnType<typeof requireRequest>>) =>
  approvers.filter(({ closedAt }) => closedAt === null).map(({ userid }) => userid)

describe('requests of an applicant who left', () => {
  test('when the applicant leaves, an open request is withdrawn with the reason, and the approver’s card is overwritten', async ({
    kit,
  }) => {
    const { admin, view, row } = await createOpenRequest(kit)
    await editDirectory(kit, 'guoji', 'leaves')
    expect(await row()).toMatchObject({ state: 'withdrawn' })
    expect(currentApprovers(await row())).toEqual([])
    const seen = await getRequest(kit.deps, admin, view.id)
    expect(seen.timeline.at(-1)).toMatchObject({ type: 'applicant_left', actor: null })
    expect(seen.allowed).toEqual([])
    expect(kit.deps.wecom.replaced.map(({ userid }) => userid)).toEqual(['limin'])
  })

  test('when the applicant leaves, a returned request is withdrawn', async ({ kit }) => {
    const { admin, view, row } = await createOpenRequest(kit)
    await returnRequest(kit.deps, admin, { ...decisionOn(view, {}), reason: needsProof })
    await editDirectory(kit, 'guoji', 'leaves')
    expect((await row()).state).toBe('withdrawn')
  })

  test('when the applicant leaves, a scheduled change is not written', async ({ kit }) => {
    const { admin, view, row } = await createOpenRequest(kit, laterChange)
    await decideRequest(kit.deps, admin, decisionOn(view, { position: agree }))
    await drainOutbox(kit.deps)
    await editDirectory(kit, 'guoji', 'leaves')
    expect((await row()).state).toBe('withdrawn')
    kit.deps.clock.advanceHours(80)
    await drainOutbox(kit.deps)
    expect(kit.deps.wecom.updates).toEqual([])
  })

  test.for([
    ['waits for their action', { mobile: { from: '', to: '13800138000' } }],
    ['is being written', { position: { from: '质检工程师', to: '质检组长' } }],
  ] as const)(
    'when the applicant leaves, a change that %s ends, and the management department has nothing to do',
    async ([, payload], { kit }) => {
      kit.deps.wecom.updateMember = async () => {
        throw new WecomUnreachableError('timeout', 'user/update')
      }
      const { read, ops } = await createApprovedChange(kit, payload)
      expect((await read(ops)).state).toBe('executing')
      await leave(kit, 'guoji')
      kit.deps.clock.advanceHours(24)
      await drainOutbox(kit.deps)
      const view = await read(ops)
      expect(view).toMatchObject({ state: 'failed', phase: null })
      const failureEvents = view.timeline.filter(({ type }) => type === 'write_failed')
      expect(failureEvents).toMatchObject([{ details: { cause: '60111' } }])
      expect(await countDead(kit.deps.db)).toBe(0)
    },
  )
})

describe('requests of an applicant who moves or is disabled', () => {
  test('when the applicant moves, the new department decides instead of the old one', async ({ kit }) => {
    const { company, row } = await createOpenRequest(kit)
    const elsewhere = await kit.given.department({ parent: company })
    await kit.given.member({ userid: 'there', department: elsewhere, adminOf: [elsewhere] })
    await editDirectory(kit, 'guoji', { departments: [elsewhere], mainDepartment: elsewhere })
    expect(currentApprovers(await row())).toEqual(['there'])
    expect(sentTo(kit, 'there')).toHaveLength(1)
  })

  test('when the applicant is disabled, the request is decided and nothing is written', async ({ kit }) => {
    const { admin, view, row } = await createOpenRequest(kit)
    await editDirectory(kit, 'guoji', { status: 2 })
    await decideRequest(kit.deps, admin, decisionOn(view, both))
    passUndoWindow(kit)
    await drainOutbox(kit.deps)
    expect(await row()).toMatchObject({ state: 'failed' })
    const { timeline } = await getRequest(kit.deps, admin, view.id)
    expect(timeline.at(-1)).toMatchObject({ type: 'write_failed', details: { cause: 'member_disabled' } })
    expect(kit.deps.wecom.updates).toEqual([])
  })
})

describe('approvers', () => {
  const losses: ['leaves' | 'is disabled', Partial<WecomMember> | 'leaves'][] = [
    ['leaves', 'leaves'],
    ['is disabled', { status: 2, leads: [] }],
  ]
  test.for(losses)('an approver who %s is replaced by the next in line, once', async ([, change], { kit }) => {
    const { row } = await createOpenRequest(kit)
    await editDirectory(kit, 'limin', change)
    expect(currentApprovers(await row())).toEqual(['boss'])
    expect(sentTo(kit, 'boss')).toHaveLength(1)
  })

  test('an approver who comes back is the approver again', async ({ kit }) => {
    const { row } = await createOpenRequest(kit)
    await editDirectory(kit, 'limin', { status: 2 })
    await editDirectory(kit, 'limin', { status: 1 })
    expect(currentApprovers(await row())).toEqual(['limin'])
  })
})

describe('requests in departments that change', () => {
  test('when the applicant’s department is deleted, the admin of their present department decides', async ({ kit }) => {
    const { company, department, row } = await createOpenRequest(kit)
    const { departments } = kit.deps.wecom
    departments.splice(
      departments.findIndex(({ id }) => id === department),
      1,
    )
    for (const userid of ['guoji', 'limin'])
      await editDirectory(kit, userid, { departments: [company], mainDepartment: company, leads: [] })
    expect(currentApprovers(await row())).toEqual(['boss'])
  })

  test('when a department moves below another, its new admins decide', async ({ kit }) => {
    const { company, department, row } = await createOpenRequest(kit)
    await editDirectory(kit, 'limin', { leads: [] })
    const branch = await kit.given.department({ parent: company })
    await kit.given.member({ userid: 'branch-head', department: branch, adminOf: [branch] })
    await editDirectory(kit, 'branch-head', { leads: [branch] })
    const moved = kit.deps.wecom.departments.find(({ id }) => id === department)
    if (moved) moved.parentId = branch
    await editDirectory(kit, 'olga', {})
    expect(currentApprovers(await row())).toEqual(['branch-head'])
  })

  test('when the requested department is deleted, nothing is written and the request fails for this cause', async ({
    kit,
  }) => {
    const { company, department, applicant, admin, ops } = await createOpenRequest(kit)
    const target = await kit.given.department({ parent: company, name: '出货检验组' })
    const change = { from: '来料检验组', to: '出货检验组', fromId: department, toId: target }
    const view = await submitInfoChange(kit, applicant, { department: change })
    await decideRequest(kit.deps, admin, decisionOn(view, { department: agree }))
    await drainOutbox(kit.deps)
    const confirmed = await getRequest(kit.deps, ops, view.id)
    await decideRequest(kit.deps, ops, decisionOn(confirmed, { department: agree }))
    kit.deps.wecom.departments.splice(
      kit.deps.wecom.departments.findIndex(({ id }) => id === target),
      1,
    )
    kit.deps.clock.advanceSeconds(1)
    await syncDirectory(kit.deps)
    await drainOutbox(kit.deps)
    const { state, timeline } = await getRequest(kit.deps, ops, view.id)
    expect({ state, last: timeline.at(-1) }).toMatchObject({ state: 'failed', last: { details: { cause: '60123' } } })
    expect(kit.deps.wecom.updates).toEqual([])
  })
})

test('when the applicant withdraws while the job reads the member, nothing is written, and the timeline ends there', async ({
  kit,
}) => {
  const { applicant, admin, view, row } = await createOpenRequest(kit)
  await decideRequest(kit.deps, admin, decisionOn(view, both))
  const { wecom } = kit.deps
  const read = wecom.findMember.bind(wecom)
  wecom.findMember = async (userid) => {
    wecom.findMember = read
    await withdrawRequest(kit.deps, applicant, { id: view.id, version: (await row()).version })
    return read(userid)
  }
  await drainOutbox(kit.deps)
  const { state, timeline } = await getRequest(kit.deps, applicant, view.id)
  expect({ state, last: timeline.at(-1)?.type }).toEqual({ state: 'withdrawn', last: 'withdrawn' })
  expect(wecom.updates).toEqual([])
})

test('when the applicant withdraws just before the job schedules the change, it is not shown as scheduled', async ({
  kit,
}) => {
  const { applicant, admin, view, row } = await createOpenRequest(kit, laterChange)
  await decideRequest(kit.deps, admin, decisionOn(view, { position: agree }))
  const handler = applyInfoChange(kit.deps)
  const withdrawing: JobHandler = {
    ...handler,
    handle: (job, checkpoint) =>
      handler.handle(job, async (...write) => {
        await withdrawRequest(kit.deps, applicant, { id: view.id, version: (await row()).version })
        await checkpoint(...write)
      }),
  }
  await drainOutbox(kit.deps, { ...jobHandlers(kit.deps), [APPLY_TOPIC]: withdrawing })
  const { state, phase, timeline } = await getRequest(kit.deps, applicant, view.id)
  expect({ state, phase, last: timeline.at(-1)?.type }).toEqual({ state: 'withdrawn', phase: null, last: 'withdrawn' })
  expect(sentTo(kit, 'guoji')).toEqual([])
})

test.for([60103, 60104, 60111])(
  'when WeCom refuses with %s, the request fails at once and the applicant is notified once',
  async (errcode, { kit }) => {
    const { admin, view, row } = await createOpenRequest(kit)
    kit.deps.wecom.updateMember = async () => {
      throw new WecomRefusedError(errcode, 'user/update')
    }
    await decideRequest(kit.deps, admin, decisionOn(view, both))
    for (let hour = 0; hour < 20; hour += 1) {
      await drainOutbox(kit.deps)
      kit.deps.clock.advanceHours(1)
    }
    expect((await row()).state).toBe('failed')
    const { timeline } = await getRequest(kit.deps, admin, view.id)
    expect(timeline.filter(({ type }) => type === 'write_failed')).toMatchObject([
      { details: { cause: String(errcode) } },
    ])
    expect(sentTo(kit, 'guoji')).toHaveLength(1)
  },
)

test('when WeCom is down for two hours, requests are submitted and decided, and each effect happens once afterwards', async ({
  kit,
}) => {
  const company = await smallCompany(kit)
  const { wecom } = kit.deps
  const original = { ...wecom }
  const failUnreachable = async (): Promise<never> => {
    throw new WecomUnreachableError('timeout', 'any')
  }
  Object.assign(wecom, {
    findMember: failUnreachable,
    updateMember: failUnreachable,
    sendCard: failUnreachable,
    replaceCard: failUnreachable,
  })
  const view = await submitInfoChange(kit, company.applicant)
  await decideRequest(kit.deps, company.admin, decisionOn(view, both))
  for (let minute = 0; minute < 120; minute += 5) {
    await drainOutbox(kit.deps)
    kit.deps.clock.advanceSeconds(300)
  }
  expect((await getRequest(kit.deps, company.applicant, view.id)).state).toBe('decided')
  const { findMember, updateMember, sendCard, replaceCard } = original
  Object.assign(wecom, { findMember, updateMember, sendCard, replaceCard })
  for (let hour = 0; hour < 3; hour += 1) {
    kit.deps.clock.advanceHours(1)
    await drainOutbox(kit.deps)
  }
  expect((await getRequest(kit.deps, company.applicant, view.id)).state).toBe('done')
  expect(wecom.updates).toHaveLength(1)
  expect(sentTo(kit, 'guoji')).toHaveLength(1)
  // The request was decided before the card could be sent, so there is none.
  expect(sentTo(kit, 'limin')).toEqual([])
})
