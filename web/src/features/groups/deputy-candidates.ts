import type { GroupView } from '@desk/shared/groups/group-schemas'
import { sameUserid } from '@desk/shared/kernel/same-userid'

/** Returns the listed members who may become the deputy. */
export const deputyCandidates = ({ members, owner, deputy }: GroupView): GroupView['members'] =>
  members.filter(({ userid }) => ![owner, deputy].some((holder) => holder && sameUserid(holder.userid, userid)))
