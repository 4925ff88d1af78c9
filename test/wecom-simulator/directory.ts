export type ExtAttr =
  { type: 0; name: string; text: { value: string } } | { type: 1; name: string; web: { url: string; title: string } }

/** A member as WeCom stores them, before the fields are filtered by token. */
export type SimMember = {
  userid: string
  name: string
  alias: string
  mobile: string
  email: string
  bizMail: string
  address: string
  gender: '0' | '1' | '2'
  telephone: string
  position: string
  externalPosition: string
  department: number[]
  order: number[]
  isLeaderInDept: (0 | 1)[]
  mainDepartment: number
  directLeader: string[]
  extattr: { attrs: ExtAttr[] }
  enable: 0 | 1
  /** The member has signed in to WeCom. After that only they can change their mobile number (doc 90197). */
  activated: boolean
  /** The member left the company in their client, and the record stays: see the switch `leftMember`. */
  hasLeft?: boolean
  /** WeCom generated the userid, which may be changed once (301036). */
  hasGeneratedUserid?: boolean
}

export type SimDepartment = { id: number; name: string; nameEn: string; parentId: number; order: number }

export type Directory = {
  /** By lower-case userid: lookups ignore case. */
  members: Record<string, SimMember>
  departments: Record<string, SimDepartment>
  /** Incremented by every change. Invalidates the caches of derived data. */
  version: number
}

export type MemberStatus = 1 | 2 | 4 | 5

/** Returns 1 for an activated member, 2 for a disabled one, 4 before the activation and 5 after leaving (doc 90196). */
export const statusOf = (member: SimMember): MemberStatus => {
  if (member.hasLeft) return 5
  if (member.enable === 0) return 2
  return member.activated ? 1 : 4
}

/** Tells whether two userids belong to the same member: WeCom ignores their case. */
export const isSameUserid = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()

export const findMember = (directory: Directory, userid: string): SimMember | undefined =>
  directory.members[userid.toLowerCase()]

export const findDepartment = (directory: Directory, id: number): SimDepartment | undefined =>
  directory.departments[String(id)]

export const departmentsOf = (directory: Directory): SimDepartment[] =>
  Object.values(directory.departments).toSorted((a, b) => a.id - b.id)

export const addDepartment = (directory: Directory, department: SimDepartment): void => {
  directory.departments[String(department.id)] = department
  directory.version += 1
}

export const nextDepartmentId = (directory: Directory): number =>
  Object.values(directory.departments).reduce((max, department) => Math.max(max, department.id), 1) + 1

export const membersOf = (directory: Directory): SimMember[] => Object.values(directory.members)

type DirectoryIndex = {
  version: number
  membersByDepartment: Map<number, SimMember[]>
  childrenByDepartment: Map<number, number[]>
}

const indexes = new WeakMap<Directory, DirectoryIndex>()

const push = <T>(map: Map<number, T[]>, key: number, value: T): void => {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}

/** Returns the cached index: iterating a million members on each call would be slow. */
const indexOf = (directory: Directory): DirectoryIndex => {
  const cached = indexes.get(directory)
  if (cached?.version === directory.version) return cached
  const index: DirectoryIndex = {
    version: directory.version,
    membersByDepartment: new Map<number, SimMember[]>(),
    childrenByDepartment: new Map<number, number[]>(),
  }
  for (const member of Object.values(directory.members)) {
    for (const id of member.department) push(index.membersByDepartment, id, member)
  }
  for (const department of Object.values(directory.departments)) {
    push(index.childrenByDepartment, department.parentId, department.id)
  }
  indexes.set(directory, index)
  return index
}

export const membersIn = (directory: Directory, departmentId: number): SimMember[] =>
  indexOf(directory).membersByDepartment.get(departmentId) ?? []

export const childrenOf = (directory: Directory, departmentId: number): number[] =>
  indexOf(directory).childrenByDepartment.get(departmentId) ?? []

/** Returns the level of a department: 1 for the root. Stops at a missing parent and at a cycle. */
export const levelOf = (directory: Directory, departmentId: number): number => {
  const seen = new Set<number>()
  for (let department = findDepartment(directory, departmentId); department && !seen.has(department.id);) {
    seen.add(department.id)
    department = findDepartment(directory, department.parentId)
  }
  return seen.size
}

/** Returns a department and all departments below it. */
export const subtreeOf = (directory: Directory, rootId: number): Set<number> => {
  const children = indexOf(directory).childrenByDepartment
  const subtree = new Set<number>()
  const waiting = [rootId]
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (subtree.has(id)) continue
    subtree.add(id)
    waiting.push(...(children.get(id) ?? []))
  }
  return subtree
}

export const leadersOf = (directory: Directory, departmentId: number): SimMember[] =>
  membersIn(directory, departmentId).filter(
    (member) => member.isLeaderInDept[member.department.indexOf(departmentId)] === 1,
  )
