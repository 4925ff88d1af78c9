import type { Directory, ExtAttr, SimDepartment, SimMember } from './directory.ts'

/** A company as data. Everything a member leaves out gets an ordinary value. */
export type Company = {
  name: string
  departments: readonly DepartmentSeed[]
  /** Anything that can be walked more than once; a company of a million is made as it is walked. */
  members: Iterable<MemberSeed>
  /** Departments ticked in the app's 可见范围. Their sub-departments come with them (doc 90665). */
  visibleDepartments: readonly number[]
  visibleMembers?: readonly string[]
  /** The personas the page offers first, in order. */
  personas?: readonly Persona[]
  /** Who registered the company: cannot be deleted (301005). */
  creator?: string
}

export type DepartmentSeed = { id: number; name: string; parentId: number; order?: number }

export type MemberSeed = {
  userid: string
  name: string
  departments: readonly number[]
  position?: string
  telephone?: string
  mobile?: string
  email?: string
  gender?: '0' | '1' | '2'
  /** Ids of those `departments` this member leads. */
  leads?: readonly number[]
  mainDepartment?: number
  directLeader?: string
  extattrs?: readonly ExtAttr[]
  disabled?: boolean
  notActivated?: boolean
}

export type Persona = { userid: string; role: string; name?: string }

/** Somebody who opens the link but is not a member: the code exchange answers an openid. */
export const outsider: Persona = { userid: 'outsider', role: '不是成员', name: '路人' }

/** Distinct per seat in the list, in a range that no carrier uses. */
const mobileOf = (index: number): string => `1990000${String(1000 + index).slice(-4)}`

// Shared by all who have nothing there: members are replaced field by field, never changed in place.
const noLeader: string[] = []
const firstSeat = [0]
const leadsNothing: (0 | 1)[] = [0]
const noAttributes: ExtAttr[] = []

const seatsOf = (seed: MemberSeed): Pick<SimMember, 'order' | 'isLeaderInDept'> =>
  seed.departments.length === 1 && !seed.leads?.length
    ? { order: firstSeat, isLeaderInDept: leadsNothing }
    : {
        order: seed.departments.map(() => 0),
        isLeaderInDept: seed.departments.map((id) => (seed.leads?.includes(id) ? 1 : 0)),
      }

const toMember = (seed: MemberSeed, index: number): SimMember => ({
  userid: seed.userid,
  name: seed.name,
  alias: '',
  mobile: seed.mobile ?? mobileOf(index),
  email: seed.email ?? `${seed.userid}@lanjiang.example`,
  bizMail: '',
  address: '',
  gender: seed.gender ?? '0',
  telephone: seed.telephone ?? '',
  position: seed.position ?? '',
  externalPosition: '',
  department: [...seed.departments],
  ...seatsOf(seed),
  mainDepartment: seed.mainDepartment ?? seed.departments[0] ?? 1,
  directLeader: seed.directLeader === undefined ? noLeader : [seed.directLeader],
  extattr: { attrs: seed.extattrs ? [...seed.extattrs] : noAttributes },
  enable: seed.disabled ? 0 : 1,
  activated: !seed.notActivated,
})

const toDepartment = (seed: DepartmentSeed): SimDepartment => ({
  id: seed.id,
  name: seed.name,
  nameEn: '',
  parentId: seed.parentId,
  order: seed.order ?? 1_000_000 - seed.id,
})

const membersFrom = (seeds: Iterable<MemberSeed>): Directory['members'] => {
  const members: Directory['members'] = {}
  let index = 0
  for (const seed of seeds) {
    members[seed.userid.toLowerCase()] = toMember(seed, index)
    index += 1
  }
  return members
}

export const directoryOf = (company: Company): Directory => ({
  members: membersFrom(company.members),
  departments: Object.fromEntries(company.departments.map((seed) => [String(seed.id), toDepartment(seed)])),
  version: 1,
})

/** The smallest company a test can say something about; the whole company is visible to the app. */
export const smallCompany = (overrides: Partial<Company> = {}): Company => ({
  name: '试验公司',
  departments: [
    { id: 1, name: '试验公司', parentId: 0 },
    { id: 2, name: '客服部', parentId: 1 },
    { id: 3, name: '二线组', parentId: 2 },
  ],
  members: [
    { userid: 'zhang', name: '张三', departments: [3], position: '客服专员', telephone: '0755-10000001' },
    { userid: 'li', name: '李四', departments: [2], leads: [2], position: '主管' },
  ],
  visibleDepartments: [1],
  ...overrides,
})

/** A company of any size, for load and paging tests: `size` members spread evenly over `departments`. */
export const generatedCompany = (size: number, departments = Math.max(1, Math.ceil(size / 50))): Company => ({
  name: '规模测试',
  departments: [
    { id: 1, name: '规模测试', parentId: 0 },
    ...Array.from({ length: departments }, (_, index) => ({ id: index + 2, name: `部门${index + 1}`, parentId: 1 })),
  ],
  members: Array.from({ length: size }, (_, index) => ({
    userid: `member${String(index + 1).padStart(7, '0')}`,
    name: `成员${index + 1}`,
    departments: [(index % departments) + 2],
    mobile: `+999${String(index).padStart(9, '0')}`,
    leads: index < departments ? [(index % departments) + 2] : [],
  })),
  visibleDepartments: [1],
})
