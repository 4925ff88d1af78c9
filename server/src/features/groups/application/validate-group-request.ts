import type { FieldError } from '@desk/shared/errors'
import { DAILY_PER_PERSON } from '@desk/shared/groups/group-states'
import type { GroupRules } from '@desk/shared/groups/group-rules'
import { sameUserid } from '@desk/shared/kernel/ids'
import { instantOf } from '@desk/shared/kernel/working-calendar'
import type { GroupPayload } from '@desk/shared/groups/group-create'
import type { Tx } from '../../../db/database.ts'
import { GroupRefusedError } from '../group-errors.ts'
import { InvalidInputError } from '../../../kernel/app-error.ts'
import { readSetting } from '../../../kernel/settings-queries.ts'
import { departmentPath, type Person } from '../../requests/approvers/people-queries.ts'
import type { SubmitContext } from '../../requests/model/request-type.ts'
import { ADMISSIBLE_STATUSES } from '../joining/admit-members.ts'
import { departmentInName, composeRequestedName } from '../model/group-request.ts'
import { countGroupRequestsSince } from '../model/group-queries.ts'
import { groupRulesSetting } from '../model/group-settings.ts'
import { factsOf } from '../model/member-facts-queries.ts'

/**
 * Throws unless the request can be submitted.
 *
 * @throws InvalidInputError when the rules do not compose this name, a person cannot be the owner, the deputy or a member, or
 *   the expiry date is not in the future
 * @throws GroupRefusedError when the daily limit is reached
 */
export async function validateGroupRequest(
  tx: Tx,
  applicant: Person,
  requested: GroupPayload,
  { today, site: { timeZone }, resubmittedId }: SubmitContext,
): Promise<void> {
  const { value: rules } = await readSetting(tx, groupRulesSetting)
  const errors = [
    ...(await findNameErrors(tx, rules, applicant, requested)),
    ...(await findMemberErrors(tx, applicant, requested, today)),
    ...(requested.expiresOn <= today ? [{ path: 'payload.expiresOn', code: 'info.day_past' }] : []),
  ]
  if (errors.length > 0) throw new InvalidInputError('The group request is not valid', errors)
  if (resubmittedId !== undefined) return
  const since = instantOf(timeZone, today, 0)
  if ((await countGroupRequestsSince(tx, applicant.userid, since)) >= DAILY_PER_PERSON)
    throw new GroupRefusedError('daily_limit', { limit: DAILY_PER_PERSON })
}

async function findNameErrors(
  tx: Tx,
  rules: GroupRules,
  applicant: Person,
  requested: GroupPayload,
): Promise<FieldError[]> {
  const path = await departmentPath(tx, applicant.mainDepartmentId)
  const composed = composeRequestedName(rules, await departmentInName(tx, path), requested)
  if (composed === null) return [{ path: 'payload.template', code: 'group.template_gone' }]
  if (composed.problem) return [{ path: 'payload.topic', code: `group.${composed.problem.code}` }]
  // The rules changed since the form was loaded: a group does not get a name that the applicant did not see.
  return composed.name === requested.name ? [] : [{ path: 'payload.name', code: 'group.name_differs' }]
}

async function findMemberErrors(
  tx: Tx,
  applicant: Person,
  requested: GroupPayload,
  today: string,
): Promise<FieldError[]> {
  const facts = await factsOf(tx, [...requested.members, applicant.userid], today)
  const errorAt = (path: string, code: string) => ({ path: `payload.${path}`, code })
  const own = facts.get(applicant.userid.toLowerCase())
  if (own && own.sponsorId !== null) return [errorAt('members', 'group.partner_owner')]
  const people = requested.members.map((userid) => facts.get(userid.toLowerCase()))
  const deputy = facts.get(requested.deputyId.toLowerCase())
  const isDeputyMember = requested.members.some((userid) => sameUserid(userid, requested.deputyId))
  return [
    ...(requested.members.some((userid) => sameUserid(userid, applicant.userid))
      ? [errorAt('members', 'group.owner_twice')]
      : []),
    ...(people.some((person) => !person || !ADMISSIBLE_STATUSES.includes(person.status))
      ? [errorAt('members', 'group.member_gone')]
      : []),
    ...(people.some((person) => person?.contractEnded) ? [errorAt('members', 'group.contract_ended')] : []),
    ...(isDeputyMember && deputy?.sponsorId === null ? [] : [errorAt('deputyId', 'group.deputy')]),
  ]
}
