import type { ChangedBy } from './changed-by.ts'
import { membersOf, type Directory, type SimMember } from './directory.ts'
import { WecomRefusal, refuse } from './errors.ts'
import { plainMobile } from './plain-mobile.ts'
import type { MemberUpdate } from './member-update.ts'
import type { SimulatorContext } from './simulator-context.ts'

const genderOf = (value: string | number): '1' | '2' => {
  const gender = String(value)
  return gender === '1' || gender === '2' ? gender : refuse(40058, 'gender')
}

/** Returns departments with order and leadership. The lists that are given have the same length. */
const departmentChanges = (member: SimMember, update: MemberUpdate): Partial<SimMember> => {
  if (!update.department) {
    const leads = update.is_leader_in_dept
    if (leads && leads.length !== member.department.length) refuse(60132)
    return leads ? { isLeaderInDept: leads } : {}
  }
  const department = update.department
  const oldIndex = (id: number): number => member.department.indexOf(id)
  return {
    department,
    order: update.order ?? department.map((id) => member.order[oldIndex(id)] ?? 0),
    isLeaderInDept: update.is_leader_in_dept ?? department.map((id) => member.isLeaderInDept[oldIndex(id)] ?? 0),
    ...(department.includes(member.mainDepartment) ? {} : { mainDepartment: department[0] ?? 1 }),
  }
}

const attributeCache = new WeakMap<Directory, { version: number; names: Set<string> }>()

/** Lists the attributes defined in the console. Others are ignored without an error (doc 100067). */
const definedAttributes = ({ state: { directory } }: SimulatorContext): Set<string> => {
  const cached = attributeCache.get(directory)
  if (cached?.version === directory.version) return cached.names
  const names = new Set(['工号', '人员类型', '办公地点'])
  for (const member of membersOf(directory)) for (const attr of member.extattr.attrs) names.add(attr.name)
  attributeCache.set(directory, { version: directory.version, names })
  return names
}

const extattrChanges = (context: SimulatorContext, member: SimMember, update: MemberUpdate): Partial<SimMember> => {
  if (!update.extattr) return {}
  const definedNames = definedAttributes(context)
  const attrs = new Map(member.extattr.attrs.map((attr) => [attr.name, attr]))
  for (const attr of update.extattr.attrs) {
    if (attr.type !== 0 && attr.type !== 1) throw new WecomRefusal(60150)
    if (!definedNames.has(attr.name)) continue
    if (attr.type === 0 && attr.text)
      attrs.set(attr.name, { type: 0, name: attr.name, text: { value: attr.text.value } })
    if (attr.type === 1 && attr.web) {
      attrs.set(attr.name, { type: 1, name: attr.name, web: { url: attr.web.url, title: attr.web.title } })
    }
  }
  return { extattr: { attrs: [...attrs.values()] } }
}

/** Returns the fields that an update sets, without writing them. */
export const changesOf = (
  context: SimulatorContext,
  member: SimMember,
  update: MemberUpdate,
  by: ChangedBy,
): Partial<SimMember> => {
  const plain: Partial<SimMember> = {
    ...(update.name !== undefined && { name: update.name }),
    ...(update.alias !== undefined && { alias: update.alias }),
    ...(update.email !== undefined && { email: update.email }),
    ...(update.biz_mail !== undefined && { bizMail: update.biz_mail }),
    ...(update.telephone !== undefined && { telephone: update.telephone }),
    ...(update.position !== undefined && { position: update.position }),
    ...(update.address !== undefined && { address: update.address }),
    ...(update.external_position !== undefined && { externalPosition: update.external_position }),
    ...(update.gender !== undefined && { gender: genderOf(update.gender) }),
    ...(update.direct_leader !== undefined && { directLeader: update.direct_leader }),
    ...(update.enable !== undefined && { enable: update.enable }),
  }
  // Only the member can change the number of an activated account. Others get errcode 0 and no change (doc 90197).
  const isIgnored = member.activated && by !== 'member'
  const mobile = update.mobile !== undefined && !isIgnored ? { mobile: plainMobile(update.mobile) } : {}
  const main = update.main_department === undefined ? {} : { mainDepartment: update.main_department }
  return {
    ...plain,
    ...mobile,
    ...departmentChanges(member, update),
    ...main,
    ...extattrChanges(context, member, update),
  }
}
