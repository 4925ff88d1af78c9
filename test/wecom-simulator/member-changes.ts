import { findMember, type SimMember } from './directory.ts'
import { refuse } from './errors.ts'
import type { ChangedBy } from './changed-by.ts'
import { logConsoleOperation } from './console-log.ts'
import { checkMemberFields } from './member-fields.ts'
import { changesOf } from './member-merge.ts'
import { checkRenaming, renameMember } from './member-renaming.ts'
import type { MemberUpdate } from './member-update.ts'
import { notifySubscription } from './subscription.ts'
import { createMissingDepartments } from './unsorted-department.ts'
import { isSubscribed } from './visibility.ts'
import type { SimulatorContext } from './simulator-context.ts'

const isEqual = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** Updates a member and records one effect for each field that changed. */
export const updateMember = (context: SimulatorContext, update: MemberUpdate, by: ChangedBy): void => {
  const { directory, switches } = context.state
  const member = findMember(directory, update.userid) ?? refuse(60111)
  // The documentation lists members who left among the causes of this code (doc 90313).
  if (member.hasLeft) refuse(60111)
  const newUserid = update.new_userid === member.userid ? undefined : update.new_userid
  if (newUserid !== undefined) checkRenaming(context, member, newUserid)
  const createsDepartments = switches.unknownDepartmentOnUpdate === 'created'
  checkMemberFields(context, member, update, { knownDepartmentsOnly: !createsDepartments })
  if (createsDepartments) createMissingDepartments(context, update.department ?? [], by)
  const wasSubscribed = isSubscribed(context.state, member)
  const changes = changesOf(context, member, update, by)
  const changed = (Object.keys(changes) as (keyof SimMember)[]).filter((key) => !isEqual(member[key], changes[key]))
  const before = structuredClone(member)
  Object.assign(member, structuredClone(changes))
  directory.version += 1
  if (newUserid !== undefined) {
    renameMember(context, member, newUserid)
    changed.push('userid')
  }
  for (const field of changed) {
    if (field === 'enable')
      context.record({ effect: member.enable ? 'member.enable' : 'member.disable', userid: member.userid, by })
    else
      context.record({
        effect: 'member.update',
        userid: member.userid,
        field,
        from: before[field],
        to: member[field],
        by,
      })
  }
  if (changed.length > 0) context.changed('member')
  if (changed.length > 0)
    logConsoleOperation(
      context,
      by,
      changed.includes('department') ? 'moveMember' : 'changeMember',
      `姓名：${member.name}；账号：${member.userid}${changed.includes('enable') ? `；状态：${member.enable ? '启用' : '禁用'}` : ''}`,
    )
  notifyContacts(context, { member, changed, before: before.userid }, by)
  notifySubscription(context, member, wasSubscribed, by)
}

/**
 * Sends an event for a change of department or userid; other fields send none (doc 90970). A change by the contacts token
 * sends none either. The event of a renamed member has both userids.
 */
const notifyContacts = (
  context: SimulatorContext,
  { member, changed, before }: { member: SimMember; changed: (keyof SimMember)[]; before: string },
  by: ChangedBy,
): void => {
  const [isMoved, isRenamed] = [changed.includes('department'), changed.includes('userid')]
  if (by === 'contacts' || (!isMoved && !isRenamed)) return
  context.notify({
    type: 'update_user',
    userid: before,
    ...(isRenamed && { newUserid: member.userid }),
    ...(isMoved && { department: member.department }),
  })
}

/**
 * Deletes a member. `isDeparture`: through 操作离职 in the console, which has the same effect but another number in its log
 * (doc 100179).
 */
export const deleteMember = (
  context: SimulatorContext,
  userid: string,
  by: ChangedBy,
  { isDeparture = false }: { isDeparture?: boolean | undefined } = {},
): void => {
  const { directory, switches, corp } = context.state
  const member = findMember(directory, userid) ?? refuse(60111)
  if (corp.creator !== null && member.userid === corp.creator) refuse(301005)
  const wasSubscribed = isSubscribed(context.state, member)
  Reflect.deleteProperty(directory.members, userid.toLowerCase())
  directory.version += 1
  for (const tag of Object.values(context.state.tags)) {
    tag.users = tag.users.filter((userid) => userid !== member.userid)
  }
  context.record({ effect: 'member.delete', userid: member.userid, by })
  const operation = isDeparture ? 'dismissMember' : 'deleteMember'
  logConsoleOperation(context, by, operation, `姓名：${member.name}；账号：${member.userid}`)
  context.changed('member')
  if (by !== 'contacts') context.notify({ type: 'delete_user', userid: member.userid })
  if (wasSubscribed && (by !== 'contacts' || switches.unsubscribeOnApiDisable)) {
    context.notify({ type: 'unsubscribe', userid: member.userid })
  }
}
