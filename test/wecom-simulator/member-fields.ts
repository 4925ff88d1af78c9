import { findDepartment, findMember, membersOf, type SimMember } from './directory.ts'
import { refuse } from './errors.ts'
import type { MemberUpdate } from './member-update.ts'
import { plainMobile } from './plain-mobile.ts'
import type { SimulatorContext } from './simulator-context.ts'

/** Counts code points: 𠮷 is one character. */
const lengthOf = (text: string): number => [...text].length

/** Blanks are dropped first, as in the sample of doc 90195. */
const isMobile = (mobile: string): boolean => /^\+?[\d-]{5,32}$/.test(mobile.replace(/\s/g, ''))
const emailPattern = /^[^\s@]+@[^\s@]+\.[^\s@]+$/

const isTaken = (
  context: SimulatorContext,
  member: SimMember,
  field: 'mobile' | 'email' | 'bizMail',
  value: string,
): boolean =>
  value !== '' &&
  membersOf(context.state.directory).some(
    (other) => other !== member && other[field].toLowerCase() === value.toLowerCase(),
  )

const checkTexts = (update: MemberUpdate): void => {
  const { name, alias, position, telephone, address } = update
  if (name !== undefined && (lengthOf(name.trim()) < 1 || lengthOf(name) > 64)) refuse(60112)
  if (alias !== undefined && lengthOf(alias) > 64) refuse(40058, 'alias')
  if (position !== undefined && lengthOf(position) > 128) refuse(301012)
  // Up to 32 digits, `-`, `+` and commas. The empty string clears the field (doc 90197).
  if (telephone !== undefined && !/^[\d+,-]{0,32}$/.test(telephone)) refuse(301013)
  if (address !== undefined && lengthOf(address) > 128) refuse(40058, 'address')
}

const checkContactFields = (context: SimulatorContext, member: SimMember, update: MemberUpdate): void => {
  const { mobile, email, biz_mail: bizMail } = update
  // 6 to 63 bytes (doc 90197).
  if (bizMail !== undefined && (!emailPattern.test(bizMail) || Buffer.byteLength(bizMail) > 63)) refuse(60143)
  if (bizMail !== undefined && isTaken(context, member, 'bizMail', bizMail)) refuse(60145)
  if (mobile !== undefined && mobile !== '' && !isMobile(mobile)) refuse(60103)
  if (mobile !== undefined && !member.activated && isTaken(context, member, 'mobile', plainMobile(mobile)))
    refuse(60104)
  if (email !== undefined && email !== '') {
    if (!emailPattern.test(email) || Buffer.byteLength(email) < 6 || Buffer.byteLength(email) > 64) refuse(60105)
    if (isTaken(context, member, 'email', email)) refuse(60106)
  }
}

type DepartmentRules = { knownDepartmentsOnly: boolean }

const checkDepartments = (
  context: SimulatorContext,
  member: SimMember,
  update: MemberUpdate,
  rules: DepartmentRules,
): void => {
  const { department, order, is_leader_in_dept: leads, main_department: main, direct_leader: leaders } = update
  if (department) {
    if (department.length > context.state.switches.departmentsPerMember) refuse(60110)
    const isUnknown = (id: number) => !findDepartment(context.state.directory, id)
    if (rules.knownDepartmentsOnly && department.some(isUnknown)) refuse(60123)
    if (order && order.length !== department.length) refuse(40058, 'order')
    if (leads && leads.length !== department.length) refuse(60132)
  }
  if (main !== undefined && !(department ?? member.department).includes(main)) refuse(60123, 'main_department')
  if (leaders && leaders.length > 1) refuse(60257)
  if (leaders?.some((userid) => !findMember(context.state.directory, userid))) refuse(60111, 'direct_leader')
}

/** Checks the limits of doc 90195 and 90197, each with its own error code. A refused update writes nothing. */
export const checkMemberFields = (
  context: SimulatorContext,
  member: SimMember,
  update: MemberUpdate,
  rules: DepartmentRules,
): void => {
  checkTexts(update)
  checkContactFields(context, member, update)
  checkDepartments(context, member, update, rules)
}
