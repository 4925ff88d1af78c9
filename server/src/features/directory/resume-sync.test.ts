import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { departments, directoryChanges, directoryRuns, members } from '../../db/schema/index.ts'
import { WecomRefusedError, WecomUnreachableError } from '../../kernel/app-error.ts'
import type { Log } from '../../ports/log.ts'
import type { WecomMember } from '../../ports/wecom.ts'
import { createSession } from '../../testing/http.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { createReconciler } from './jobs/reconcile-directory.ts'
import { syncDirectory } from './jobs/sync-directory.ts'

const person = (userid: string, department: number, overrides: Partial<WecomMember> = {}): WecomMember => ({
  userid,
  name: `成员${userid}`,
  alias: '',
  departments: [department],
  mainDepartment: department,
  leads: [],
  position: '',
  telephone: '',
  status: 1,
  ...overrides,
})

/** Creates `count` departments below the root with two members each, in WeCom only. */
function createCompany({ deps: { wecom } }: Kit, count: number) {
  wecom.departments.push({ id: 1, name: '公司', parentId: 0, order: 1 })
  for (let id = 2; id < count + 2; id += 1) {
    wecom.departments.push({ id, name: `部门${id}`, parentId: 1, order: id })
    for (const letter of ['a', 'b']) wecom.members.set(`p${id}${letter}`, person(`p${id}${letter}`, id))
  }
}

/** Records the departments whose lists are read; `fail` can throw instead of a list. */
function recordReads({ deps }: Kit, fail: (departmentId: number) => void = () => {}) {
  const lists: number[] = []
  const wecom = {
    ...deps.wecom,
    async listMembers(departmentId: number) {
      lists.push(departmentId)
      fail(departmentId)
      return deps.wecom.listMembers(departmentId)
    },
  }
  return { deps: { ...deps, wecom }, lists }
}

const listChanges = async ({ deps }: Kit) =>
  (await deps.db.select().from(directoryChanges).orderBy(directoryChanges.id)).map(
    ({ kind, userid, departmentId }) => `${kind} ${userid ?? departmentId}`,
  )
const readStatuses = async ({ deps }: Kit) =>
  Object.fromEntries((await deps.db.select().from(members)).map(({ userid, status }) => [userid, status]))

describe('an interrupted sync', () => {
  test('an interrupted sync resumes at the department where it stopped, and marks no member as left before the end', async ({
    kit,
  }) => {
    createCompany(kit, 6)
    await syncDirectory(kit.deps)
    kit.deps.clock.advanceSeconds(60)
    kit.deps.wecom.members.delete('p2a')
    kit.deps.wecom.members.delete('p7b')
    const failing = recordReads(kit, (id) => {
      if (id === 5) throw new WecomUnreachableError('dropped', 'user/list')
    })
    await expect(syncDirectory(failing.deps)).rejects.toThrow('dropped')
    expect(failing.lists).toEqual([1, 2, 3, 4, 5])
    expect(await readStatuses(kit)).toMatchObject({ p2a: 1, p7b: 1 })
    const resumed = recordReads(kit)
    expect(await syncDirectory(resumed.deps)).toEqual({ departments: 7, members: 10 })
    expect(resumed.lists).toEqual([5, 6, 7])
    expect(await readStatuses(kit)).toMatchObject({ p2a: 5, p7b: 5, p3a: 1 })
    const [, run] = await kit.deps.db.select().from(directoryRuns).orderBy(directoryRuns.id)
    // The departments, each department's members, and both unseen members by userid.
    expect(run).toMatchObject({ calls: 1 + 7 + 2, claims: 2, position: 7, lastError: null })
  })

  test('an interrupted sync is not taken over during its lease, and is discarded when it is too old', async ({
    kit,
  }) => {
    createCompany(kit, 2)
    const failingSync = recordReads(kit, () => {
      throw new WecomRefusedError(45009, 'user/list')
    })
    await expect(syncDirectory(failingSync.deps)).rejects.toThrow('45009')
    const { db } = kit.deps
    await db.update(directoryRuns).set({ leasedUntil: new Date('2999-01-01'), leaseOwner: 'another' })
    expect(await syncDirectory(kit.deps)).toBe('busy')
    await db.update(directoryRuns).set({ leasedUntil: new Date('2000-01-01') })
    kit.deps.clock.advanceHours(3)
    expect(await syncDirectory(kit.deps)).toEqual({ departments: 3, members: 4 })
    expect((await db.select().from(directoryRuns).orderBy(directoryRuns.id)).map(({ lastError }) => lastError)).toEqual(
      ['too_old', null],
    )
  })

  test('an interrupted sync stops when another process has taken it over', async ({ kit }) => {
    createCompany(kit, 2)
    const lost = recordReads(kit)
    const takeOver = {
      ...lost.deps.wecom,
      async listMembers(id: number) {
        await kit.deps.db.update(directoryRuns).set({ leaseOwner: 'another' })
        return lost.deps.wecom.listMembers(id)
      },
    }
    expect(await syncDirectory({ ...lost.deps, wecom: takeOver })).toBe('busy')
    expect(lost.lists).toEqual([1])
  })
})

describe('members whom the sync did not return', () => {
  test('a missing member is queried by userid, so that a move between two reads is not a departure', async ({
    kit,
  }) => {
    createCompany(kit, 3)
    await syncDirectory(kit.deps)
    kit.deps.clock.advanceSeconds(60)
    const moving = recordReads(kit, (id) => {
      // Member `p4a` moves into department 2, which was read already.
      if (id === 4) kit.deps.wecom.members.set('p4a', person('p4a', 2))
    })
    await syncDirectory(moving.deps)
    expect(await readStatuses(kit)).toMatchObject({ p4a: 1 })
    expect(await listChanges(kit)).toEqual(['moved p4a'])
  })

  test('hundreds of members who are missing together are not marked as left without a confirmation', async ({
    kit,
  }) => {
    kit.deps.wecom.departments.push({ id: 1, name: '公司', parentId: 0, order: 1 })
    for (let i = 0; i < 600; i += 1) kit.deps.wecom.members.set(`p${i}`, person(`p${i}`, 1))
    await syncDirectory(kit.deps)
    kit.deps.clock.advanceSeconds(60)
    const withEmptyLists = { ...kit.deps.wecom, listMembers: async () => [] }
    expect(await syncDirectory({ ...kit.deps, wecom: withEmptyLists })).toBe('not_believed')
    expect(Object.values(await readStatuses(kit)).every((status) => status === 1)).toBe(true)
    kit.deps.wecom.members.clear()
    expect(await syncDirectory(kit.deps)).toEqual({ departments: 1, members: 600 })
    expect(Object.values(await readStatuses(kit)).every((status) => status === 1)).toBe(true)
  })

  test('members who were selected one by one in the visible range are synced, however many, and none is marked as left', async ({
    kit,
  }) => {
    const { wecom } = kit.deps
    wecom.departments.push({ id: 1, name: '公司', parentId: 0, order: 1 })
    const singles = Array.from({ length: 520 }, (_, i) => `p${i}`)
    // Their department is not visible, so that no list has them.
    for (const userid of singles) wecom.members.set(userid, person(userid, 9))
    wecom.console.app = { ...wecom.console.app, visibleDepartments: [1], visibleUserids: singles }
    expect(await syncDirectory(kit.deps)).toEqual({ departments: 1, members: 520 })
    kit.deps.clock.advanceSeconds(60)
    wecom.members.delete('p0')
    expect(await syncDirectory(kit.deps)).toEqual({ departments: 1, members: 519 })
    expect(await readStatuses(kit)).toMatchObject({ p0: 5, p1: 1, p519: 1 })
  })

  test('an app that only sees single members has them in the directory, although WeCom refuses its departments', async ({
    kit,
  }) => {
    const { wecom } = kit.deps
    wecom.members.set('guoji', person('guoji', 9))
    wecom.console.app = { ...wecom.console.app, visibleDepartments: [], visibleUserids: ['guoji'] }
    const refusing = {
      ...wecom,
      listDepartments: () => Promise.reject(new WecomRefusedError(60011, 'department/list')),
    }
    expect(await syncDirectory({ ...kit.deps, wecom: refusing })).toEqual({ departments: 0, members: 1 })
    expect(await readStatuses(kit)).toEqual({ guoji: 1 })
  })

  test('a member whom the sync marks as left loses their sessions', async ({ kit }) => {
    await kit.given.department({ id: 1 })
    const gone = await kit.given.member({ userid: 'gone' })
    await createSession(kit.deps, gone)
    kit.deps.wecom.members.delete('gone')
    kit.deps.clock.advanceSeconds(60)
    await syncDirectory(kit.deps)
    expect(await kit.deps.db.query.sessions.findMany()).toMatchObject([{ endedAt: kit.deps.clock.now() }])
  })
})

describe('the directory change log', () => {
  test('the directory change log records each change once, without names', async ({ kit }) => {
    createCompany(kit, 3)
    await syncDirectory(kit.deps)
    expect(await listChanges(kit)).toEqual([])
    kit.deps.clock.advanceSeconds(60)
    const { wecom } = kit.deps
    wecom.members.set('p2a', person('p2a', 2, { name: '改名', position: '组长' }))
    wecom.members.set('p2b', person('P2B', 3, { name: '成员p2b', leads: [3] }))
    wecom.members.set('p3a', person('p3a', 3, { status: 2 }))
    wecom.members.set('new', person('new', 4))
    wecom.members.delete('p4a')
    wecom.departments.splice(1, 1, { id: 2, name: '新名', parentId: 3, order: 2 })
    await syncDirectory(kit.deps)
    const changes = await listChanges(kit)
    expect(changes.toSorted()).toEqual(
      [
        'department_moved 2',
        'department_renamed 2',
        'joined new',
        'leader p2b',
        'left p4a',
        'moved p2b',
        'position p2a',
        'renamed p2a',
        'status p3a',
      ].toSorted(),
    )
    await syncDirectory(kit.deps)
    expect(await listChanges(kit)).toEqual(changes)
    expect(JSON.stringify(await kit.deps.db.select().from(directoryChanges))).not.toMatch(/改名|新名|成员/)
  })
})

describe('unusual data in the directory', () => {
  test('4-byte and hostile names are stored as text without invisible characters, and logged by userid', async ({
    kit,
  }) => {
    const names = [
      '郭𠮷',
      '\u202e敏李',
      '<img src=x onerror=alert(1)>',
      '字'.repeat(64),
      'a\0b',
      '\ud800x',
      "'; drop--",
    ]
    kit.deps.wecom.departments.push({ id: 1, name: '公\0司', parentId: 0, order: 1 })
    names.forEach((name, index) => kit.deps.wecom.members.set(`p${index}`, person(`p${index}`, 1, { name })))
    const warnings: unknown[] = []
    const log: Log = { ...kit.deps.log, warn: (fields) => void warnings.push(fields) }
    await syncDirectory({ ...kit.deps, log })
    const rows = await kit.deps.db.select().from(members).orderBy(members.userid)
    expect(rows.map(({ name }) => name)).toEqual([names[0], '敏李', names[2], names[3], 'ab', '\ufffdx', names[6]])
    expect(warnings).toEqual([{ departmentId: 1, count: 4, userids: ['p1', 'p2', 'p4', 'p5'] }])
    expect(await kit.deps.db.select().from(departments)).toMatchObject([{ name: '公司' }])
  })

  test('cycles and missing parents are logged and do not block the sync', async ({ kit }) => {
    kit.deps.wecom.departments.push(
      { id: 5, name: '环一', parentId: 6, order: 1 },
      { id: 6, name: '环二', parentId: 5, order: 1 },
      { id: 7, name: '上级不可见', parentId: 99, order: 1 },
    )
    const warnings: unknown[] = []
    const log: Log = { ...kit.deps.log, warn: (fields) => void warnings.push(fields) }
    await syncDirectory({ ...kit.deps, log })
    expect(warnings).toEqual([{ orphans: 1, cycles: 2, departments: [5, 6] }])
  })

  test('a department deleted during the sync does not mark its members as left', async ({ kit }) => {
    createCompany(kit, 3)
    await syncDirectory(kit.deps)
    kit.deps.clock.advanceSeconds(60)
    const withMissingDepartment = recordReads(kit, (id) => {
      if (id === 3) throw new WecomRefusedError(60123, 'user/list')
    })
    await syncDirectory(withMissingDepartment.deps)
    expect(Object.values(await readStatuses(kit))).toEqual([1, 1, 1, 1, 1, 1])
  })
})

describe('several instances', () => {
  test('one instance syncs per interval, the others skip', async ({ kit }) => {
    createCompany(kit, 1)
    const [first, second] = [recordReads(kit), recordReads(kit)]
    const [runFirst, runSecond] = [createReconciler(first.deps, 600_000), createReconciler(second.deps, 600_000)]
    kit.deps.clock.advanceSeconds(1)
    await runFirst()
    expect(await runSecond()).toBe('fresh')
    kit.deps.clock.advanceSeconds(600)
    await runSecond()
    expect(await runFirst()).toBe('fresh')
    expect([first.lists.length, second.lists.length]).toEqual([2, 2])
  })

  test('a sync ahead of the clock, which was set back, does not count as fresh', async ({ kit }) => {
    createCompany(kit, 1)
    const reads = recordReads(kit)
    const reconcile = createReconciler(reads.deps, 600_000)
    kit.deps.clock.advanceSeconds(1)
    await reconcile()
    kit.deps.clock.advanceHours(-1)
    await reconcile()
    expect(reads.lists).toHaveLength(4)
  })

  test('a restarted instance syncs at once', async ({ kit }) => {
    createCompany(kit, 1)
    await syncDirectory(kit.deps)
    const restarted = recordReads(kit)
    await createReconciler(restarted.deps, 600_000)()
    expect(restarted.lists).toHaveLength(2)
    expect(await kit.deps.db.$count(directoryRuns, eq(directoryRuns.position, 2))).toBe(2)
  })
})
