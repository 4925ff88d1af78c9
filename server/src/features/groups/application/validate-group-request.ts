import type { FieldError } from '@desk/shared/errors'
import { DAILY_PER_PERSON } from '@desk/shared/groups/group-states'
import type { GroupRules } from '@desk/shared/groups/group-rules'
import { sameUserid } from '@desk/shared/kernel/ids'
import { instantOf } from '@desk/shared/kernel/working-calendar'
import type { GroupPayload } from '@desk/shared/groups/group-create'
import type { Tx } from '../../../db/database.ts'
import { GroupRefusedError, InvalidInputError } from '../../../kernel/app-error.ts'
import { readSetting } from '../../../kernel/settings-queries.ts'
import { departmentPath, type Person } from '../../requests/approvers/people-queries.ts'
import type { SubmitContext } from '../../requests/model/request-type.ts'
import { departmentInName, composeRequestedName } from '../model/group-request.ts'
import { countGroupRequestsSince } from '../model/group-request-quota-queries.ts'
import { groupRulesSetting } from '../model/group-settings.ts'
import { factsOf } from '../model/member-facts-queries.ts'

const ACTIVE = [1, 4]

/** Throws when the name is not the one the rules make, somebody cannot be in it, or the day's number is used up. */
export async function validateGroupRequest(
  tx: Tx,
  applicant: Person,
  asked: GroupPayload,
  { today, timeZone, again }: SubmitContext,
): Promise<void> {
  const { value: rules } = await readSetting(tx, groupRulesSetting)
  const wrong = [
    ...(await wrongName(tx, rules, applicant, asked)),
    ...(await wrongPeople(tx, applicant, asked, today)),
    ...(asked.expiresOn <= today ? [{ path: 'payload.expiresOn', code: 'info.day_past' }] : []),
  ]
  if (wrong.length > 0) throw new InvalidInputError('Such a group cannot be made', wrong)
  if (again !== undefined) return
  const since = instantOf(timeZone, today, 0)
  if ((await countGroupRequestsSince(tx, applicant.userid, since)) >= DAILY_PER_PERSON)
    throw new GroupRefusedError('daily_limit', { limit: DAILY_PER_PERSON })
}

async function wrongName(tx: Tx, rules: GroupRules, applicant: Person, asked: GroupPayload): Promise<FieldError[]> {
  const path = await departmentPath(tx, applicant.mainDepartmentId)
  const made = composeRequestedName(rules, await departmentInName(tx, path), asked)
  if (made === null) return [{ path: 'payload.template', code: 'group.template_gone' }]
  if (made.problem) return [{ path: 'payload.topic', code: `group.${made.problem.code}` }]
  // The rules changed since they were on screen, or the preview lied: nobody is given a name he did not see.
  return made.name === asked.name ? [] : [{ path: 'payload.name', code: 'group.name_differs' }]
}

async function wrongPeople(tx: Tx, applicant: Person, asked: GroupPayload, today: string): Promise<FieldError[]> {
  const facts = await factsOf(tx, [...asked.members, applicant.userid], today)
  const at = (path: string, code: string) => ({ path: `payload.${path}`, code })
  const own = facts.get(applicant.userid.toLowerCase())
  if (own && own.sponsorId !== null) return [at('members', 'group.partner_owner')]
  const people = asked.members.map((userid) => facts.get(userid.toLowerCase()))
  const deputy = facts.get(asked.deputyId.toLowerCase())
  const isDeputyIn = asked.members.some((userid) => sameUserid(userid, asked.deputyId))
  return [
    ...(asked.members.some((userid) => sameUserid(userid, applicant.userid))
      ? [at('members', 'group.owner_twice')]
      : []),
    ...(people.some((one) => !one || !ACTIVE.includes(one.status)) ? [at('members', 'group.member_gone')] : []),
    ...(people.some((one) => one?.contractEnded) ? [at('members', 'group.contract_ended')] : []),
    ...(isDeputyIn && deputy?.sponsorId === null ? [] : [at('deputyId', 'group.deputy')]),
  ]
}
