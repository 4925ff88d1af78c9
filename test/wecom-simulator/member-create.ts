import { DAY_MS } from '@desk/shared/kernel/durations'
import { z } from 'zod'
import { findMember, membersOf, type SimMember } from './directory.ts'
import { refuse } from './errors.ts'
import type { ChangedBy } from './changed-by.ts'
import { logConsoleOperation } from './console-log.ts'
import { checkMemberFields } from './member-fields.ts'
import { changesOf } from './member-merge.ts'
import { memberUpdateSchema } from './member-update.ts'
import { createMissingDepartments, ensureUnsortedDepartment } from './unsorted-department.ts'
import { isSubscribed } from './visibility.ts'
import type { SimulatorContext } from './simulator-context.ts'

/** Body of user/create (doc 90195): the fields of an update, and whether WeCom invites the member. */
export const memberCreateSchema = memberUpdateSchema.extend({
  userid: z.string(),
  to_invite: z.boolean().optional(),
})
type MemberCreate = z.infer<typeof memberCreateSchema>

/** The first character is a letter or a digit (doc 90195). */
const useridPattern = /^[A-Za-z0-9][A-Za-z0-9_\-@.]*$/

const emptyMember = (userid: string): SimMember => ({
  userid,
  name: '',
  alias: '',
  mobile: '',
  email: '',
  bizMail: '',
  address: '',
  gender: '0',
  telephone: '',
  position: '',
  externalPosition: '',
  department: [],
  order: [],
  isLeaderInDept: [],
  mainDepartment: 1,
  directLeader: [],
  extattr: { attrs: [] },
  enable: 1,
  activated: false,
})

/** Refuses a userid that is too long, has characters that are not allowed, or is taken (doc 90195). */
export const checkNewUserid = ({ state }: SimulatorContext, userid: string): void => {
  if (Buffer.byteLength(userid) > 64) refuse(40058, 'userid')
  if (!useridPattern.test(userid)) refuse(40003)
  if (findMember(state.directory, userid)) refuse(60102)
}

const checkNewMember = (context: SimulatorContext, create: MemberCreate, member: SimMember): void => {
  const { directory } = context.state
  const { memberLimit } = context.state.limits
  checkNewUserid(context, create.userid)
  if (create.name === undefined) refuse(60112)
  if (!create.mobile && !create.email) refuse(60129)
  checkMemberFields(context, member, create, { knownDepartmentsOnly: false })
  if (memberLimit !== null && membersOf(directory).length >= memberLimit) refuse(45024)
  if (memberLimit !== null && countCreatedInMonth(context) >= memberLimit * 3) refuse(45009)
}

/** Counts the accounts that the API created in thirty days: at most three times the limit of accounts (doc 90312). */
const countCreatedInMonth = ({ state, clock }: SimulatorContext): number => {
  const since = clock.nowMs() - 30 * DAY_MS
  return state.effects.filter(
    (entry) => entry.effect === 'member.create' && entry.by === 'contacts' && entry.at > since,
  ).length
}

/** Creates a member who is not activated. Returns the departments that were created for them. */
export const createMember = (
  context: SimulatorContext,
  create: MemberCreate,
  by: ChangedBy,
): { name: string; id: number }[] => {
  const member = emptyMember(create.userid)
  checkNewMember(context, create, member)
  const ids = (create.department ?? []).filter((id) => id !== 0)
  const createdDepartments = createMissingDepartments(context, ids, by)
  const department = ids.length > 0 ? ids : [ensureUnsortedDepartment(context, by)]
  Object.assign(member, changesOf(context, member, { ...create, department }, by))
  const { directory, switches } = context.state
  directory.members[create.userid.toLowerCase()] = member
  directory.version += 1
  context.record({ effect: 'member.create', userid: member.userid, by })
  logConsoleOperation(context, by, 'createMember', `姓名：${member.name}；账号：${member.userid}`)
  if (create.to_invite ?? true) context.record({ effect: 'invite', to: [member.userid], by })
  context.changed('member')
  if (by !== 'contacts') context.notify({ type: 'create_user', userid: member.userid, department: member.department })
  if (isSubscribed(context.state, member) && (by !== 'contacts' || switches.subscribeOnCreate)) {
    context.notify({ type: 'subscribe', userid: member.userid })
  }
  return createdDepartments
}
