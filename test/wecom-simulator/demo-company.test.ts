import { describe, expect, it } from 'vitest'
import { directoryOf } from './company.ts'
import { findMember, leadersOf, membersOf, statusOf, subtreeOf } from './directory.ts'
import { lanjiang } from './demo-company.ts'

const directory = directoryOf(lanjiang)
const nameOf = (userid: string) => findMember(directory, userid)?.name
const statusNow = (userid: string) =>
  membersOf(directory)
    .filter((one) => one.userid === userid)
    .map(statusOf)[0]

describe('澜江精密', () => {
  it('has sixty people in departments that exist, each userid, number and address once', () => {
    const members = membersOf(directory)
    expect(members).toHaveLength(60)
    for (const field of ['userid', 'mobile', 'email'] as const)
      expect(new Set(members.map((one) => one[field])).size).toBe(60)
    const ids = new Set(lanjiang.departments.map((one) => one.id))
    expect(members.flatMap((one) => one.department).filter((id) => !ids.has(id))).toEqual([])
    // All but the one that stands beside the company.
    expect(subtreeOf(directory, 1).size).toBe(lanjiang.departments.length - 1)
  })

  it('has the awkward cases', () => {
    expect(nameOf('guoji')).toBe('郭𠮷')
    expect(nameOf('wei')).toBe('薇')
    expect(nameOf('ayigulimaimaiti')).toContain('·')
    expect([nameOf('wangfang'), nameOf('wangfang2')]).toEqual(['王芳', '王芳'])
    expect(['hewenbin', 'luyao', 'guoji'].map((userid) => statusNow(userid))).toEqual([2, 4, 1])
    expect(findMember(directory, 'jiangsihan')?.department).toHaveLength(3)
  })

  it('is led where the stories need it', () => {
    expect(leadersOf(directory, 11).map((one) => one.userid)).toEqual(['limin'])
    expect(leadersOf(directory, 3).map((one) => one.userid)).toEqual(['zhouqiming'])
  })

  it('keeps one member out of the app’s range', () => {
    const visible = new Set(lanjiang.visibleDepartments.flatMap((id) => [...subtreeOf(directory, id)]))
    const outside = membersOf(directory).filter((one) => !one.department.some((id) => visible.has(id)))
    expect(outside.map((one) => one.userid)).toEqual(['shenguowei'])
  })
})
