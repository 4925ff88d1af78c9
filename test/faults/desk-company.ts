import type { Company, MemberSeed } from '../wecom-simulator/company.ts'

export const OPS = 'chenhaiyan'
const fiveDigits = (value: number) => String(value).padStart(5, '0')

/** Returns the userid of the first or the second admin of a department. */
export const adminOf = (department: number, which: 'a' | 'b'): string => `admin${fiveDigits(department)}${which}`
export const staffOf = (department: number, nth: number): string => `staff${fiveDigits(department)}n${String(nth)}`
/** Returns the id of the department in WeCom, where the root department has the id 1. */
export const departmentId = (department: number): number => department + 2
const TELEPHONE = '0755-10000000'
export const POSITION = '专员'

function* membersOf(staff: readonly number[]): Generator<MemberSeed> {
  yield { userid: OPS, name: '陈海燕', departments: [1], position: '信息部经理' }
  for (const [index, count] of staff.entries()) {
    const id = departmentId(index)
    for (const which of ['a', 'b'] as const)
      yield { userid: adminOf(index, which), name: `管理员${String(index)}${which}`, departments: [id], leads: [id] }
    for (let nth = 0; nth < count; nth += 1)
      yield {
        userid: staffOf(index, nth),
        name: `员工${String(index)}之${String(nth)}`,
        departments: [id],
        position: POSITION,
        telephone: TELEPHONE,
      }
  }
}

/** Returns a company whose department `i` has two admins and `staff[i]` other members. */
export const deskCompany = (staff: readonly number[]): Company => ({
  name: '试验公司',
  departments: [
    { id: 1, name: '试验公司', parentId: 0 },
    ...staff.map((_, index) => ({ id: departmentId(index), name: `部门${String(index)}`, parentId: 1 })),
  ],
  members: [...membersOf(staff)],
  visibleDepartments: [1],
})
