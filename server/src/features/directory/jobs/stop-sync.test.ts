import { describe, expect } from 'vitest'
import { directoryRuns, members } from '../../../db/schema/index.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { syncHandlers } from './reconcile-directory.ts'
import { syncDirectory } from './sync-directory.ts'

const person = { alias: '', position: '', telephone: '', status: 1, leads: [] } as const

/** Creates four departments with a member each, in WeCom only. */
function createCompany({ deps: { wecom } }: Kit) {
  for (const id of [1, 2, 3, 4]) {
    wecom.departments.push({ id, name: `部门${String(id)}`, parentId: id === 1 ? 0 : 1, order: id })
    const userid = `p${String(id)}`
    wecom.members.set(userid, { ...person, userid, name: userid, departments: [id], mainDepartment: id })
  }
}

/** Records the arguments of the WeCom calls with this name, and stops the server during the call with this argument. */
function stopDuring({ deps }: Kit, name: 'listMembers' | 'findMember', argument: unknown) {
  const stopping = new AbortController()
  const calls: unknown[] = []
  const wecom = {
    ...deps.wecom,
    [name]: async (passed: never) => {
      calls.push(passed)
      if (passed === argument) stopping.abort()
      return deps.wecom[name](passed)
    },
  }
  return { deps: { ...deps, wecom, signal: stopping.signal }, calls }
}

const readLastRun = async ({ deps }: Kit) =>
  (await deps.db.select().from(directoryRuns).orderBy(directoryRuns.id)).at(-1)
const readStatuses = async ({ deps }: Kit) =>
  Object.fromEntries((await deps.db.select().from(members)).map(({ userid, status }) => [userid, status]))

describe('a sync while the server stops', () => {
  test('a sync that is stopped reads no further department, and is continued there by the next one at once', async ({
    kit,
  }) => {
    createCompany(kit)
    await syncDirectory(kit.deps)
    kit.deps.clock.advanceSeconds(60)
    kit.deps.wecom.members.delete('p1')
    const first = stopDuring(kit, 'listMembers', 2)
    expect(await syncDirectory(first.deps)).toBe('stopped')
    expect(first.calls).toEqual([1, 2])
    expect(await readLastRun(kit)).toMatchObject({
      leasedUntil: null,
      leaseOwner: null,
      lastError: null,
      finishedAt: null,
    })
    // Nobody is known to be missing before all are read.
    expect(await readStatuses(kit)).toEqual({ p1: 1, p2: 1, p3: 1, p4: 1 })
    const next = stopDuring(kit, 'listMembers', null)
    expect(await syncDirectory(next.deps)).toEqual({ departments: 4, members: 3 })
    expect(next.calls).toEqual([2, 3, 4])
    expect(await readStatuses(kit)).toMatchObject({ p1: 5, p2: 1 })
  })

  test('a sync that is stopped checks no further member whom the lists lack, and is continued with the others', async ({
    kit,
  }) => {
    createCompany(kit)
    await syncDirectory(kit.deps)
    kit.deps.clock.advanceSeconds(60)
    for (const userid of ['p1', 'p2', 'p3']) kit.deps.wecom.members.delete(userid)
    const first = stopDuring(kit, 'findMember', 'p1')
    expect(await syncDirectory(first.deps)).toBe('stopped')
    expect(first.calls).toEqual(['p1'])
    expect(await readStatuses(kit)).toEqual({ p1: 5, p2: 1, p3: 1, p4: 1 })
    const next = stopDuring(kit, 'findMember', null)
    expect(await syncDirectory(next.deps)).toMatchObject({ members: 1 })
    expect(next.calls).toEqual(['p2', 'p3'])
    expect(await readStatuses(kit)).toEqual({ p1: 5, p2: 5, p3: 5, p4: 1 })
  })

  test('a sync that is stopped reads no further member of the visible range, and is continued with them', async ({
    kit,
  }) => {
    createCompany(kit)
    const { wecom } = kit.deps
    wecom.console.app = { ...wecom.console.app, visibleUserids: ['s1', 's2'] }
    for (const userid of ['s1', 's2'])
      wecom.members.set(userid, { ...person, userid, name: userid, departments: [9], mainDepartment: 9 })
    const first = stopDuring(kit, 'findMember', 's1')
    expect(await syncDirectory(first.deps)).toBe('stopped')
    expect(first.calls).toEqual(['s1'])
    expect(await syncDirectory(kit.deps)).toEqual({ departments: 4, members: 6 })
  })

  test('a stopped sync is not a failure of the job that ops requested', async ({ kit }) => {
    createCompany(kit)
    const wecom = { ...kit.deps.wecom, listMembers: () => Promise.reject(new Error('a department is read')) }
    const job = { id: 1, topic: 'directory.sync', payload: {}, attempts: 0, fence: 1, lastError: null }
    const handler = syncHandlers({ ...kit.deps, wecom })['directory.sync']
    await handler?.handle(job, () => Promise.resolve(), AbortSignal.abort())
    expect(await readLastRun(kit)).toMatchObject({ position: 0, lastError: null, finishedAt: null })
  })
})
