import { findDepartment, findMember, membersOf, type SimMember } from './directory.ts'
import { refuse } from './errors.ts'
import type { MemberUpdate } from './member-update.ts'
import type { SimulatorContext } from './simulator-context.ts'

/** Characters as people count them: 𠮷 is one. */
const lengthOf = (text: string): number => [...text].length

const mobilePattern = /^\+?\d[\d-]{4,19}$/
const emailPattern = /^[^\s@]+@[^\s@]+\.[^\s@]+$/

const takenBy = (
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
  if (alias !== undefined && lengthOf(alias) > 64) refuse(40035, 'alias')
  if (position !== undefined && lengthOf(position) > 128) refuse(301012)
  // Doc 90197: 1 to 32 of digits, - + and comma. Empty clears.
  if (telephone !== undefined && !/^[\d+,-]{0,32}$/.test(telephone)) refuse(301013)
  if (address !== undefined && lengthOf(address) > 128) refuse(40035, 'address')
}

const checkReachability = (context: SimulatorContext, member: SimMember, update: MemberUpdate): void => {
  const { mobile, email, biz_mail: bizMail } = update
  // Doc 90197: 6 to 63 bytes.
  if (bizMail !== undefined && (!emailPattern.test(bizMail) || Buffer.byteLength(bizMail) > 63)) refuse(60105)
  if (bizMail !== undefined && takenBy(context, member, 'bizMail', bizMail)) refuse(60106)
  if (mobile !== undefined && mobile !== '' && !mobilePattern.test(mobile)) refuse(60103)
  if (mobile !== undefined && !member.activated && takenBy(context, member, 'mobile', mobile)) refuse(60104)
  if (email !== undefined && email !== '') {
    if (!emailPattern.test(email) || Buffer.byteLength(email) < 6 || Buffer.byteLength(email) > 64) refuse(60105)
    if (takenBy(context, member, 'email', email)) refuse(60106)
  }
}

type SeatRules = { knownDepartmentsOnly: boolean }

const checkSeats = (context: SimulatorContext, member: SimMember, update: MemberUpdate, rules: SeatRules): void => {
  const { department, order, is_leader_in_dept: leads, main_department: main, direct_leader: leaders } = update
  if (department) {
    if (department.length > context.state.switches.departmentsPerMember) refuse(60110)
    const isUnknown = (id: number) => !findDepartment(context.state.directory, id)
    if (rules.knownDepartmentsOnly && department.some(isUnknown)) refuse(60123)
    if (order && order.length !== department.length) refuse(40035, 'order')
    if (leads && leads.length !== department.length) refuse(60132)
  }
  if (main !== undefined && !(department ?? member.department).includes(main)) refuse(60123, 'main_department')
  if (leaders && leaders.length > 1) refuse(60257)
  if (leaders?.some((userid) => !findMember(context.state.directory, userid))) refuse(60111, 'direct_leader')
}

/** The limits of doc 90195 and 90197, each with its own code. Nothing is written when one of them refuses. */
export const checkMemberFields = (
  context: SimulatorContext,
  member: SimMember,
  update: MemberUpdate,
  rules: SeatRules,
): void => {
  checkTexts(update)
  checkReachability(context, member, update)
  checkSeats(context, member, update, rules)
}
