import type { MemberActor } from '@desk/shared/identity/actor'
import type { GroupForm, RequestedGroup } from '@desk/shared/groups/group-schemas'
import { DAILY_PER_PERSON } from '@desk/shared/groups/group-states'
import { endAfter } from '@desk/shared/groups/group-rules'
import { instantOf } from '@desk/shared/kernel/working-calendar'
import type { GroupResubmission } from '@desk/shared/pages/page-schemas'
import { type RequestId, sameUserid } from '@desk/shared/kernel/ids'
import { commandsFor } from '@desk/shared/requests/model/request-flow'
import type { Database } from '../../../db/database.ts'
import { CommandRefusedError } from '../../requests/request-errors.ts'
import { InvalidInputError } from '../../../kernel/app-error.ts'
import { authorize } from '../../../access/authorize.ts'
import { memberNames } from '../../../directory/member-names.ts'
import type { RequestDeps } from '../../requests/model/request-deps.ts'
import { getRequest } from '../../requests/inbox/get-request.ts'
import { findRequestToRepeat } from '../../requests/model/find-request-to-repeat.ts'
import { requireVisibleRequest, type RequestRow } from '../../requests/model/request-queries.ts'
import type { Deps, ReadDeps } from '../../../kernel/deps.ts'
import { today } from '../../../access/grant-conditions.ts'
import { isWarned } from '../../../kernel/self-check-queries.ts'
import { readSetting } from '../../../kernel/settings-queries.ts'
import { loadExpectedAnswer } from '../../requests/approvers/approver-contact.ts'
import { requirePersonWithPath } from '../../requests/approvers/people-queries.ts'
import { firstApproversFor } from '../../requests/inbox/get-request-form.ts'
import { departmentInName, payloadOf } from '../model/group-request.ts'
import { countGroupRequestsSince } from '../model/group-queries.ts'
import { groupRulesSetting } from '../model/group-settings.ts'
import { listGroupsOf } from '../model/list-queries.ts'
import { ADMISSIBLE_STATUSES } from '../joining/admit-members.ts'
import { factsOf } from '../model/member-facts-queries.ts'

/**
 * Returns the data of the form: templates, naming rules, approvers, and whether the app may create groups in WeCom.
 * `again`: the member's own request to submit again, if it is withdrawn or refused.
 */
export async function getGroupForm(
  deps: ReadDeps & Pick<Deps, 'holidays'>,
  actor: MemberActor,
  again?: RequestId,
): Promise<GroupForm> {
  const { db } = deps
  const { person, path } = await requirePersonWithPath(db, actor.userid)
  const { value: rules } = await readSetting(db, groupRulesSetting)
  const deputies = rules.templates.flatMap(({ deputyId }) => (deputyId === '' ? [] : [deputyId]))
  const day = today(deps)
  const facts = await factsOf(db, [person.userid, ...deputies], day)
  const ownFacts = facts.get(person.userid.toLowerCase())
  /** The fixed deputy; null: the applicant chooses one, also where the fixed one is the applicant or could not be deputy. */
  const deputyFor = (deputyId: string) => {
    const fixed = facts.get(deputyId.toLowerCase())
    if (!fixed || fixed.sponsorId !== null || !ADMISSIBLE_STATUSES.includes(fixed.status)) return null
    return sameUserid(fixed.userid, person.userid) ? null : { userid: fixed.userid, name: fixed.name }
  }
  const requested = await countGroupRequestsSince(db, person.userid, instantOf(deps.site.timeZone, day, 0))
  const department = await departmentInName(db, path)
  const deciders = await firstApproversFor(deps, person.userid, 'group_create')
  const earlier = await findRequestToRepeat(db, actor, 'group_create', again)
  return {
    department,
    owner: { userid: person.userid, name: person.name },
    templates: rules.templates.map(({ id, name, kind, months, saysUntil, deputyId }) => ({
      id,
      name,
      kind,
      saysUntil,
      expiresOn: endAfter(day, months),
      deputy: deputyFor(deputyId),
    })),
    rules: {
      separator: rules.separator,
      saysDepartment: rules.saysDepartment,
      isTopicFirst: rules.isTopicFirst,
      bannedWords: [...rules.bannedWords],
    },
    largeFrom: rules.largeFrom,
    neighbours: await listNeighbours(db, person.userid, department),
    deciders,
    answer: await loadExpectedAnswer(deps, deciders, 'group_create'),
    leftToday: Math.max(0, DAILY_PER_PERSON - requested),
    isByHand: await isWarned(db, 'visible_range', 'no_root', 'tags_unread'),
    isPartner: ownFacts !== undefined && ownFacts.sponsorId !== null,
    again: earlier && { id: earlier.id, asked: await requestedGroupOf(db, earlier) },
  }
}

/** Maximum number of chats between which the preview of the new group is shown. */
const NEIGHBOURS = 2

/** Returns the names of chats of this person: their groups, then the group that WeCom keeps for their department. */
async function listNeighbours(db: Database, userid: string, department: string): Promise<string[]> {
  const groups = (await listGroupsOf(db, userid)).filter(({ state }) => state === 'active' || state === 'charter')
  return [...groups.map(({ name }) => name), department].filter((name) => name !== '').slice(0, NEIGHBOURS)
}

/** Returns a returned request and the form to correct it. */
export async function getGroupResubmission(
  deps: RequestDeps,
  actor: MemberActor,
  id: RequestId,
): Promise<GroupResubmission> {
  const row = await requireVisibleRequest(deps.db, actor, id)
  authorize(actor, 'request.resubmit', row)
  const request = await getRequest(deps, actor, id)
  if (!commandsFor(row.state).includes('resubmit'))
    throw new CommandRefusedError(row.state, 'resubmit', { current: request, by: null, at: null })
  if (row.kind !== 'group_create')
    throw new InvalidInputError('Not a group request', [{ path: 'id', code: 'kind.other' }])
  // The time of the answer is not estimated: after a resubmission, the clock continues with the time that was left.
  const form = { ...(await getGroupForm(deps, actor)), answer: null }
  return { request, form, asked: await requestedGroupOf(deps.db, row) }
}

async function requestedGroupOf(db: Database, row: RequestRow): Promise<RequestedGroup> {
  const { template, topic, purpose, deputyId, members } = payloadOf(row)
  const people = await memberNames(db, members)
  return { template, topic, purpose, deputyId, members: members.map(people) }
}
