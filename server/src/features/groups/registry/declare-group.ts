import type { MemberActor } from '@desk/shared/identity/actor'
import { gramsOf } from '@desk/shared/groups/similar-names'
import type { DeclarationBody, GroupView } from '@desk/shared/groups/group-schemas'
import { REVIEW_EVERY_DAYS } from '@desk/shared/groups/group-states'
import { sameUserid } from '@desk/shared/kernel/ids'
import { shiftDay } from '@desk/shared/kernel/working-calendar'
import { InvalidInputError } from '../../../kernel/app-error.ts'
import { today } from '../../../access/grant-conditions.ts'
import { nameKeysOf } from '../../../directory/name-search-keys.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import type { GroupDeps } from '../model/group-deps.ts'
import { departmentPath, requirePerson } from '../../requests/approvers/people-queries.ts'
import { getGroup } from './get-group.ts'
import { insertGroup, putMembers, requireDeclared } from '../model/group-queries.ts'
import { responsibleFor } from '../model/responsible-people.ts'
import { factsOf } from '../model/member-facts-queries.ts'
import { charterDue, memberRow } from './register-group.ts'
import { enqueueGroupNotice } from '../notices/enqueue-group-notice.ts'
import { ACTIVE } from '../../../directory/member-drift.ts'

/**
 * Registers a manually created group as its owner describes it. The admin of the owner's department has to accept it. Later
 * changes are made manually, with a checklist. A repeated call with the same key registers no second group.
 *
 * @throws InvalidInputError when the owner is a partner, a member is unknown or the deputy is not eligible
 */
export async function declareGroup(
  deps: GroupDeps,
  actor: MemberActor,
  { idempotencyKey = null, ...declared }: DeclarationBody & { idempotencyKey?: string | null | undefined },
): Promise<GroupView> {
  const { pinyin } = await nameKeysOf(declared.name)
  const id = await deps.db.transaction(async (tx) => {
    const owner = await requirePerson(tx, actor.userid)
    const key = { ownerId: owner.userid, idempotencyKey }
    const others = declared.members.filter((userid) => !sameUserid(userid, owner.userid))
    const facts = await factsOf(tx, [owner.userid, ...others], today(deps))
    // A partner does not own a group of the company.
    if (facts.get(owner.userid.toLowerCase())?.sponsorId !== null)
      throw new InvalidInputError('A partner cannot own a group', [{ path: 'members', code: 'group.partner_owner' }])
    if (others.some((userid) => !facts.has(userid.toLowerCase())))
      throw new InvalidInputError('A declared member is unknown', [{ path: 'members', code: 'group.member_gone' }])
    const { deputyId } = declared
    const deputy = deputyId === null ? undefined : facts.get(deputyId.toLowerCase())
    const isEligible =
      deputy?.status === ACTIVE && deputy.sponsorId === null && !sameUserid(deputy.userid, owner.userid)
    if (deputyId !== null && !isEligible)
      throw new InvalidInputError('The member cannot be deputy', [{ path: 'deputyId', code: 'group.deputy' }])
    const now = deps.clock.now()
    const path = [...(await departmentPath(tx, owner.mainDepartmentId))]
    const people = [owner.userid, ...others]
    const id = deps.ids.next('group')
    const isNew = await insertGroup(
      tx,
      {
        ...key,
        id,
        chatId: null,
        origin: 'declared',
        state: 'declared',
        name: declared.name,
        topic: declared.name,
        pinyin,
        kind: '',
        purpose: declared.purpose,
        deputyId: deputy?.userid ?? null,
        departmentPath: path,
        memberCount: people.length,
        goneCount: 0,
        createdAt: now,
        welcomeAttempts: 0,
        reviewDueOn: shiftDay(today(deps), REVIEW_EVERY_DAYS),
        charterDueAt: await charterDue(deps, tx, now),
        charterEscalationStep: 0,
        reviewEscalationStep: 0,
        isApplying: false,
        missing: [],
        version: 1,
      },
      gramsOf({ topic: declared.name, pinyin }),
    )
    if (!isNew) return requireDeclared(tx, key)
    await putMembers(
      tx,
      people.map((userid) => memberRow(id, userid, facts.get(userid.toLowerCase()), path, now)),
    )
    const details = { members: people.length }
    await recordAudit(tx, { at: now, actor: actor.userid, action: 'group.declared', object: id, details })
    const isNotOwner = (userid: string) => !sameUserid(userid, owner.userid)
    for (const userid of await responsibleFor({ ...deps, db: tx }, path, isNotOwner))
      await enqueueGroupNotice(deps, tx, {
        event: 'group.declared',
        text: 'group.declared',
        groupId: id,
        userid,
        values: { name: declared.name, owner: owner.name },
      })
    return id
  })
  deps.failPoints.hit('group.declared')
  return getGroup(deps, actor, id)
}
