import type { MemberActor } from '@desk/shared/identity/actor'
import type { GroupView } from '@desk/shared/groups/group-schemas'
import { type GroupId, sameUserid } from '@desk/shared/kernel/ids'
import { InvalidInputError } from '../../../kernel/app-error.ts'
import { today } from '../../../access/grant-conditions.ts'
import { memberNames } from '../../../directory/member-names.ts'
import type { GroupDeps } from '../model/group-deps.ts'
import { changeGroup } from '../registry/change-group.ts'
import { listGroupMembers } from '../model/group-queries.ts'
import { factsOf } from '../model/member-facts-queries.ts'
import { enqueueGroupNotice } from '../notices/enqueue-group-notice.ts'

const ACTIVE = 1

/** Another deputy: somebody who is in the group, works here, and belongs. WeCom knows no deputies: nothing is written there. */
export const appointDeputy = (
  deps: GroupDeps,
  actor: MemberActor,
  { deputyId, ...order }: { id: GroupId; version: number; deputyId: string },
): Promise<GroupView> =>
  changeGroup(deps, actor, { ...order, command: 'appoint' }, async ({ tx, group, actor: by }) => {
    const members = await listGroupMembers(tx, group.id)
    const seat = members.find(({ userid }) => sameUserid(userid, deputyId))
    const facts = (await factsOf(tx, [deputyId], today(deps))).get(deputyId.toLowerCase())
    const isFit =
      seat?.goneReason === null &&
      seat.removeAt === null &&
      facts?.status === ACTIVE &&
      facts.sponsorId === null &&
      !sameUserid(deputyId, group.ownerId)
    if (!isFit) throw new InvalidInputError('Not fit to be deputy', [{ path: 'deputyId', code: 'group.deputy' }])
    const people = await memberNames(tx, [by.userid])
    return {
      patch: { deputyId: facts.userid },
      details: {},
      async follow(saved) {
        await enqueueGroupNotice(deps, tx, {
          event: 'group.deputy',
          text: 'group.deputy_named',
          groupId: saved.id,
          userid: facts.userid,
          values: { name: saved.name, by: people(by.userid).name },
          again: String(saved.version),
        })
      },
    }
  })
