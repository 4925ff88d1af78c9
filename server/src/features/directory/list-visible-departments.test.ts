import { expect } from 'vitest'
import { members } from '../../db/schema/index.ts'
import { WecomRefusedError } from '../../kernel/app-error.ts'
import { test } from '../../testing/kit.ts'
import { syncDirectory } from './jobs/sync-directory.ts'

const person = (userid: string, department: number) => ({
  userid,
  name: userid,
  alias: '',
  position: '',
  telephone: '',
  departments: [department],
  mainDepartment: department,
  leads: [],
  status: 1 as const,
})

test('members and departments that only a tag of the visible range selects are synced, and none is marked as left', async ({
  kit,
}) => {
  const { wecom } = kit.deps
  wecom.departments.push({ id: 4, name: '试点组', parentId: 1, order: 1 })
  wecom.departments.push({ id: 5, name: '试点一组', parentId: 4, order: 1 })
  wecom.members.set('guoji', person('guoji', 9))
  wecom.members.set('limin', person('limin', 5))
  wecom.console.app = { ...wecom.console.app, visibleDepartments: [], visibleTags: [3, 8] }
  wecom.console.tags.set(3, { userids: ['guoji'], departments: [4, 77] })
  const listDepartments = async (under?: number) => {
    if (under !== 4) throw new WecomRefusedError(60011, 'department/list')
    return wecom.listDepartments(under)
  }
  const deps = { ...kit.deps, wecom: { ...wecom, listDepartments } }
  expect(await syncDirectory(deps)).toEqual({ departments: 2, members: 2 })
  kit.deps.clock.advanceSeconds(60)
  expect(await syncDirectory(deps)).toEqual({ departments: 2, members: 2 })
  const rows = await deps.db.select({ userid: members.userid, status: members.status }).from(members)
  expect(rows.map(({ userid, status }) => `${userid} ${String(status)}`).sort()).toEqual(['guoji 1', 'limin 1'])
})
