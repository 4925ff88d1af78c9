import { describe, expect, it } from 'vitest'
import { directoryOf } from './company.ts'
import { findMember, leadersOf, membersOf, statusOf, subtreeOf } from './directory.ts'
import { demoCompany } from './demo-company.ts'

const directory = directoryOf(demoCompany)
const nameOf = (userid: string) => findMember(directory, userid)?.name
const statusOfMember = (userid: string) =>
  membersOf(directory)
    .filter((member) => member.userid === userid)
    .map(statusOf)[0]

describe('demoCompany', () => {
  it('demoCompany has sixty members in existing departments, with unique userids, numbers and addresses', () => {
    const members = membersOf(directory)
    expect(members).toHaveLength(60)
    for (const field of ['userid', 'mobile', 'email'] as const)
      expect(new Set(members.map((member) => member[field])).size).toBe(60)
    const ids = new Set(demoCompany.departments.map((department) => department.id))
    expect(members.flatMap((member) => member.department).filter((id) => !ids.has(id))).toEqual([])
    // All except 董事会办公室, which is not below the root.
    expect(subtreeOf(directory, 1).size).toBe(demoCompany.departments.length - 1)
  })

  it('demoCompany has unusual names, statuses and department lists', () => {
    expect(nameOf('guoji')).toBe('郭𠮷')
    expect(nameOf('wei')).toBe('薇')
    expect(nameOf('ayigulimaimaiti')).toContain('·')
    expect([nameOf('wangfang'), nameOf('wangfang2')]).toEqual(['王芳', '王芳'])
    expect(['hewenbin', 'luyao', 'guoji'].map((userid) => statusOfMember(userid))).toEqual([2, 4, 1])
    expect(findMember(directory, 'jiangsihan')?.department).toHaveLength(3)
  })

  it('demoCompany has leaders of the departments used in the demo', () => {
    expect(leadersOf(directory, 11).map((member) => member.userid)).toEqual(['limin'])
    expect(leadersOf(directory, 3).map((member) => member.userid)).toEqual(['zhouqiming'])
  })

  it('demoCompany has one member outside the visible range of the app', () => {
    const visible = new Set(demoCompany.visibleDepartments.flatMap((id) => [...subtreeOf(directory, id)]))
    const outside = membersOf(directory).filter((member) => !member.department.some((id) => visible.has(id)))
    expect(outside.map((member) => member.userid)).toEqual(['shenguowei'])
  })
})
