import type { MemberActor } from '@desk/shared/identity/actor'
import type { GroupForm } from '@desk/shared/groups/group-schemas'
import { DAILY_PER_PERSON } from '@desk/shared/groups/group-states'
import { endAfter } from '@desk/shared/groups/group-rules'
import { instantOf } from '@desk/shared/kernel/working-calendar'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { today } from '../../../access/grant-conditions.ts'
import { isWarned } from '../../../kernel/self-check-queries.ts'
import { readSetting } from '../../../kernel/settings-queries.ts'
import { namesOf, requireSeatedPerson } from '../../requests/approvers/people-queries.ts'
import { firstApproversFor } from '../../requests/inbox/get-request-form.ts'
import { departmentInName } from '../model/group-request.ts'
import { countGroupRequestsSince } from '../model/group-request-quota-queries.ts'
import { groupRulesSetting } from '../model/group-settings.ts'
import { factsOf } from '../model/member-facts-queries.ts'

/** The form: what each template brings, how the name is made, who decides, and whether WeCom lets us make groups at all. */
export async function getGroupForm(deps: ReadDeps, actor: MemberActor): Promise<GroupForm> {
  const { db } = deps
  const { person, path } = await requireSeatedPerson(db, actor.userid)
  const { value: rules } = await readSetting(db, groupRulesSetting)
  const deputies = rules.templates.flatMap(({ deputyId }) => (deputyId === '' ? [] : [deputyId]))
  const names = await namesOf(db, deputies)
  const day = today(deps)
  const own = (await factsOf(db, [person.userid], day)).get(person.userid.toLowerCase())
  const asked = await countGroupRequestsSince(db, person.userid, instantOf(deps.site.timeZone, day, 0))
  return {
    department: await departmentInName(db, path),
    owner: { userid: person.userid, name: person.name },
    templates: rules.templates.map(({ id, name, kind, months, saysUntil, deputyId }) => ({
      id,
      name,
      kind,
      saysUntil,
      expiresOn: endAfter(day, months),
      deputy: deputyId === '' ? null : names(deputyId),
    })),
    rules: {
      separator: rules.separator,
      saysDepartment: rules.saysDepartment,
      bannedWords: [...rules.bannedWords],
    },
    largeFrom: rules.largeFrom,
    deciders: await firstApproversFor(deps, person.userid, 'group_create'),
    leftToday: Math.max(0, DAILY_PER_PERSON - asked),
    isByHand: await isWarned(db, 'visible_range', 'no_root'),
    isPartner: own !== undefined && own.sponsorId !== null,
  }
}
