import type { Directory, ExtAttr, SimDepartment, SimMember } from './directory.ts'

/** A company as test data. Omitted fields of a member get a default. */
export type Company = {
  name: string
  departments: readonly DepartmentSeed[]
  /** Can be iterated repeatedly. A generator creates the members of a large company during the iteration. */
  members: Iterable<MemberSeed>
  /** Departments selected in the app's 可见范围; their sub-departments are included (doc 90665). */
  visibleDepartments: readonly number[]
  visibleMembers?: readonly string[]
  /** Personas that the page lists first, in this order. */
  personas?: readonly Persona[]
  /** The member who registered the company; cannot be deleted (301005). */
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
  /** Ids of the `departments` that this member leads. */
  leads?: readonly number[]
  mainDepartment?: number
  directLeader?: string
  extattrs?: readonly ExtAttr[]
  disabled?: boolean
  notActivated?: boolean
}

export type Persona = { userid: string; role: string; name?: string }

/** A person who opens the link and is not a member: the code exchange returns an openid. */
export const outsider: Persona = { userid: 'outsider', role: '不是成员', name: '路人' }

/** Returns an invented mobile number, distinct for the first 10,000 indexes. */
const mobileOf = (index: number): string => `1990000${String(1000 + index).slice(-4)}`

// Shared default values, which save memory: fields of members are replaced and never changed in place.
const noLeader: string[] = []
const defaultOrder = [0]
const notLeader: (0 | 1)[] = [0]
const noAttributes: ExtAttr[] = []

const membershipFieldsOf = (seed: MemberSeed): Pick<SimMember, 'order' | 'isLeaderInDept'> =>
  seed.departments.length === 1 && !seed.leads?.length
    ? { order: defaultOrder, isLeaderInDept: notLeader }
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
  ...membershipFieldsOf(seed),
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

/** Returns a minimal company: two members, three departments, all visible to the app. */
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

/** Returns the userid of a member of a generated company, counted from 0. */
export const generatedUserid = (index: number): string => `member${String(index + 1).padStart(7, '0')}`

/** Returns a company for load and paging tests: `size` members, distributed evenly over `departments`. */
export const generatedCompany = (size: number, departments = Math.max(1, Math.ceil(size / 50))): Company => ({
  name: '规模测试',
  departments: [
    { id: 1, name: '规模测试', parentId: 0 },
    ...Array.from({ length: departments }, (_, index) => ({ id: index + 2, name: `部门${index + 1}`, parentId: 1 })),
  ],
  members: Array.from({ length: size }, (_, index) => ({
    userid: generatedUserid(index),
    name: `成员${index + 1}`,
    departments: [(index % departments) + 2],
    mobile: `+999${String(index).padStart(9, '0')}`,
    leads: index < departments ? [(index % departments) + 2] : [],
  })),
  visibleDepartments: [1],
})
