import type { PolicyId } from '@desk/shared/kernel/ids'
import { asc } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { policies, policyRosters } from '../../../../db/schema/index.ts'
import { drainOutbox } from '../../../../testing/drain-outbox.ts'
import {
  clause,
  createPublishedPolicy,
  draftOf,
  policyCompany,
  publishNextVersion,
  readAndSign,
} from '../../../../testing/fixtures/policy.ts'
import { type Kit, test } from '../../../../testing/kit.ts'
import { createSealer } from '../../../audit/jobs/seal-audit.ts'
import { confirmRetirement, requestRetirement } from '../../authoring/retire-policy.ts'
import { getPolicyEdit } from '../../authoring/get-policy-editor.ts'
import { getBoard } from '../../board/get-board.ts'
import { snapshotBoards } from '../../roster/jobs/snapshot-board.ts'
import { commitDueRosters } from './commit-due-rosters.ts'

/** A small roster is checked for a stop three times. */
const CHECKS_OF_TWO_ROSTERS = 6
const draft = draftOf([clause('1'), clause('2')])

/** Creates a policy in force since 17 March, due seven days later. */
async function createPolicyInForce(kit: Kit) {
  const company = await policyCompany(kit)
  const id = await createPublishedPolicy(kit, company, draft)
  await createSealer(kit.deps)()
  const [policy] = await kit.deps.db.select().from(policies)
  return { ...company, id, versionId: policy!.currentVersionId }
}

/** Runs the jobs of this many days, at the same hour each day. */
async function passDays(kit: Kit, days: number): Promise<void> {
  for (let day = 0; day < days; day += 1) {
    kit.deps.clock.advanceHours(24)
    await drainOutbox(kit.deps)
    await snapshotBoards(kit.deps)
    await commitDueRosters(kit.deps)
  }
}

async function retire(kit: Kit, { author, lead, id }: Awaited<ReturnType<typeof createPolicyInForce>>): Promise<void> {
  const readEditionRef = async () => ({ id, edition: (await getPolicyEdit(kit.deps, author, { id })).edition })
  await requestRetirement(kit.deps, author, { ...(await readEditionRef()), reason: '不再适用' })
  await confirmRetirement(kit.deps, lead, await readEditionRef())
}

const rostersOf = async ({ deps }: Kit, id: PolicyId) =>
  (await deps.db.select().from(policyRosters).orderBy(asc(policyRosters.at)))
    .filter(({ policyId, why }) => policyId === id && why !== 'published')
    .map(({ why, day, versionId }) => ({ why, day, versionId }))

describe('rosters of past days', () => {
  test('the roster of a month is committed for its version, even when another replaces it on the first', async ({
    kit,
  }) => {
    const { id, versionId, ...company } = await createPolicyInForce(kit)
    await publishNextVersion(kit, company, id, 'major', draft, '2026-04-01')
    await passDays(kit, 16)
    const monthRosters = (await rostersOf(kit, id)).filter(({ why }) => why === 'month')
    expect(monthRosters).toEqual([{ why: 'month', day: '2026-03-31', versionId }])
  })

  test('the roster of the due day is committed for its version, even when another replaces it on the next day', async ({
    kit,
  }) => {
    const { id, versionId, ...company } = await createPolicyInForce(kit)
    await publishNextVersion(kit, company, id, 'major', draft, '2026-03-25')
    await passDays(kit, 9)
    expect(await rostersOf(kit, id)).toEqual([{ why: 'due', day: '2026-03-24', versionId }])
  })

  test('the due day of a version that was replaced before has no roster', async ({ kit }) => {
    const { id, ...company } = await createPolicyInForce(kit)
    await publishNextVersion(kit, company, id, 'major', draft, '2026-03-24')
    await passDays(kit, 9)
    expect(await rostersOf(kit, id)).toEqual([])
  })

  test('the rosters of a policy that was retired since are committed for the days on which it was in force', async ({
    kit,
  }) => {
    const policy = await createPolicyInForce(kit)
    const { id, versionId } = policy
    kit.deps.clock.advanceDays(7)
    await snapshotBoards(kit.deps)
    kit.deps.clock.advanceHours(24)
    await snapshotBoards(kit.deps)
    await retire(kit, policy)
    await commitDueRosters(kit.deps)
    await commitDueRosters(kit.deps)
    expect(await rostersOf(kit, id)).toEqual([{ why: 'due', day: '2026-03-24', versionId }])
    await passDays(kit, 9)
    expect(await rostersOf(kit, id)).toHaveLength(1)
  })

  test('the roster of a month is committed for a policy that is retired on the first of the next', async ({ kit }) => {
    const policy = await createPolicyInForce(kit)
    await passDays(kit, 14)
    kit.deps.clock.advanceHours(24)
    await retire(kit, policy)
    await snapshotBoards(kit.deps)
    await commitDueRosters(kit.deps)
    const { id, versionId } = policy
    expect((await rostersOf(kit, id)).at(-1)).toEqual({ why: 'month', day: '2026-03-31', versionId })
  })

  test('the roster of a due day after which the server was down is committed later, as it was at the end of that day', async ({
    kit,
  }) => {
    const { id, versionId, lead } = await createPolicyInForce(kit)
    kit.deps.clock.advanceHours(10 * 24)
    await readAndSign(kit, lead, id)
    await snapshotBoards(kit.deps)
    await commitDueRosters(kit.deps)
    await commitDueRosters(kit.deps)
    expect(await rostersOf(kit, id)).toEqual([{ why: 'due', day: '2026-03-24', versionId }])
    const boardOf = (day: string) => getBoard(kit.deps, lead, { id, day })
    expect(await boardOf('2026-03-24')).toMatchObject({
      asOf: '2026-03-24',
      commitment: 'same',
      counts: { signed: 0, overdue: 2 },
    })
    // The job stores no other day.
    expect((await boardOf('2026-03-23')).asOf).toBeNull()
    expect((await boardOf('2026-03-25')).asOf).toBe('2026-03-24')
  })

  test('the rosters of all months that ended while the server was down are committed later, each as it was then', async ({
    kit,
  }) => {
    const { id, versionId, lead } = await createPolicyInForce(kit)
    await passDays(kit, 15)
    kit.deps.clock.advanceDays(80)
    await readAndSign(kit, lead, id)
    for (let run = 0; run < 2; run += 1) {
      await snapshotBoards(kit.deps)
      await commitDueRosters(kit.deps)
    }
    const months = (await rostersOf(kit, id)).filter(({ why }) => why === 'month')
    expect(months).toEqual(['2026-03-31', '2026-04-30', '2026-05-31'].map((day) => ({ why: 'month', day, versionId })))
    const board = await getBoard(kit.deps, lead, { id, day: '2026-04-30' })
    expect(board).toMatchObject({ asOf: '2026-04-30', commitment: 'same', counts: { signed: 0 } })
  })

  test('a run that is stopped leaves no month out: the next run commits the rest of all policies', async ({ kit }) => {
    const { author, lead, ...company } = await createPolicyInForce(kit)
    const other = await createPublishedPolicy(kit, { ...company, author, lead }, draft)
    await passDays(kit, 15)
    kit.deps.clock.advanceDays(80)
    await snapshotBoards(kit.deps)
    const monthsOf = async (id: PolicyId) =>
      (await rostersOf(kit, id)).flatMap(({ why, day }) => (why === 'month' ? [day] : []))
    let checks = 0
    const signal = Object.assign(new AbortController().signal, {
      throwIfAborted() {
        checks += 1
        if (checks > CHECKS_OF_TWO_ROSTERS) throw new Error('the server stops')
      },
    })
    await expect(commitDueRosters({ ...kit.deps, signal })).rejects.toThrow('the server stops')
    const first = [...(await monthsOf(company.id)), ...(await monthsOf(other))].filter((day) => day > '2026-03-31')
    expect(first.length).toBeGreaterThan(0)
    for (let run = 0; run < 2; run += 1) await commitDueRosters(kit.deps)
    const all = ['2026-03-31', '2026-04-30', '2026-05-31']
    expect([await monthsOf(company.id), await monthsOf(other)]).toEqual([all, all])
  })

  test('the roster of a month is committed later when the server was down on the first', async ({ kit }) => {
    const { id, versionId } = await createPolicyInForce(kit)
    await passDays(kit, 14)
    kit.deps.clock.advanceHours(48)
    await snapshotBoards(kit.deps)
    await commitDueRosters(kit.deps)
    expect((await rostersOf(kit, id)).at(-1)).toEqual({ why: 'month', day: '2026-03-31', versionId })
  })
})
