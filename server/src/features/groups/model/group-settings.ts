import type { MemberActor } from '@desk/shared/identity/actor'
import { groupRules, type GroupRules, type GroupRulesView, initialGroupRules } from '@desk/shared/groups/group-rules'
import { actorWithRole } from '../../../access/current-actor.ts'
import { authorizeRole } from '../../../access/authorize.ts'
import { today } from '../../../access/grant-conditions.ts'
import type { Tx } from '../../../db/database.ts'
import { InvalidInputError } from '../../../kernel/app-error.ts'
import type { DayDeps, Deps, ReadDeps } from '../../../kernel/deps.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { changeSetting, defineSetting, readSetting } from '../../../kernel/settings-queries.ts'
import { factsOf } from './member-facts-queries.ts'

/** Naming rules and templates of groups. */
export const groupRulesSetting = defineSetting({
  key: 'groups.rules',
  schema: groupRules,
  initial: initialGroupRules,
})

export async function getGroupRules({ db }: Pick<Deps, 'db'>, actor: MemberActor): Promise<GroupRulesView> {
  authorizeRole(actor, 'ops')
  const { value, version } = await readSetting(db, groupRulesSetting)
  return { version, rules: value }
}

/**
 * Changes the rules. Existing groups keep their names.
 * @throws SettingsChangedError when the rules changed since they were read
 * @throws InvalidInputError when a deputy is not in the directory
 */
export async function changeGroupRules(
  deps: ReadDeps,
  actor: MemberActor,
  { version, rules }: { version: number; rules: GroupRules },
): Promise<GroupRulesView> {
  const at = deps.clock.now()
  await deps.db.transaction(async (tx) => {
    await changeSetting(tx, groupRulesSetting, { value: rules, version, by: actor.userid, at })
    await actorWithRole(deps, tx, actor, 'ops')
    const { bannedWords, templates, largeFrom } = rules
    await requireKnownDeputies(deps, tx, templates)
    const details = { bannedWords: bannedWords.length, templates: templates.map(({ id }) => id), largeFrom }
    await recordAudit(tx, {
      at,
      actor: actor.userid,
      action: 'groups.rules_set',
      object: groupRulesSetting.key,
      details,
    })
  })
  return getGroupRules(deps, actor)
}

async function requireKnownDeputies(deps: DayDeps, tx: Tx, templates: GroupRules['templates']): Promise<void> {
  const known = await factsOf(
    tx,
    templates.flatMap(({ deputyId }) => (deputyId === '' ? [] : [deputyId])),
    today(deps),
  )
  const errors = templates.flatMap(({ deputyId }, index) =>
    deputyId === '' || known.has(deputyId.toLowerCase())
      ? []
      : [{ path: `rules.templates.${String(index)}.deputyId`, code: 'group.deputy_unknown' }],
  )
  if (errors.length > 0) throw new InvalidInputError('A deputy is not in the directory', errors)
}
