import { computed, shallowRef, watch } from 'vue'
import type { DriftedMember, GroupView } from '@desk/shared/groups/group-schemas'
import { sameUserid } from '@desk/shared/kernel/same-userid'

/** Returns whether removal is preselected. A deputy is kept, since they answer for the group, unless they left the company. */
const isRemovalSuggested = ({ isDeputy, why }: DriftedMember): boolean => !isDeputy || why === 'left'

/** Returns whether a review cannot remove the member: the present owner leaves by a change of owner. */
const isPresentOwner = (group: GroupView | null, userid: string): boolean =>
  group !== null && !group.isVacant && sameUserid(userid, group.owner.userid)

/** Keeps the choice for each drifted member: it is preselected, and the reviewer's own choice survives a reload of the list. */
export function useGroupReview(group: () => GroupView | null) {
  const pendingMembers = computed(() => group()?.drifted.filter(({ isLeaving }) => !isLeaving) ?? [])
  const removals = shallowRef<ReadonlyMap<string, boolean>>(new Map())
  watch(
    pendingMembers,
    (members) => {
      removals.value = new Map(
        members.map(
          (member) => [member.userid, removals.value.get(member.userid) ?? isRemovalSuggested(member)] as const,
        ),
      )
    },
    { immediate: true },
  )
  const mustStay = (userid: string): boolean => isPresentOwner(group(), userid)
  const isRemoved = (userid: string): boolean => !mustStay(userid) && (removals.value.get(userid) ?? true)
  const useridsWhere = (removed: boolean): string[] =>
    pendingMembers.value.filter(({ userid }) => isRemoved(userid) === removed).map(({ userid }) => userid)
  return {
    pendingMembers,
    isRemoved,
    mustStay,
    setRemoved: (userid: string, removed: boolean): void => {
      removals.value = new Map([...removals.value, [userid, removed]])
    },
    decision: computed(() => ({ remove: useridsWhere(true), keep: useridsWhere(false) })),
  }
}
