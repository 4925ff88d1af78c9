import { computed, shallowRef, watch } from 'vue'
import type { DriftedMember, GroupView } from '@desk/shared/groups/group-schemas'

/** A deputy stays unless somebody says otherwise: he answers for the group. Whoever left the company goes. */
const isRemovalSuggested = ({ isDeputy, why }: DriftedMember): boolean => !isDeputy || why === 'left'

/** Who stays and who goes, pre-ticked; what somebody chose outlives a reload of the list. */
export function useGroupReview(group: () => GroupView | null) {
  const open = computed(() => group()?.drifted.filter(({ isLeaving }) => !isLeaving) ?? [])
  const removes = shallowRef<ReadonlyMap<string, boolean>>(new Map())
  watch(
    open,
    (people) => {
      removes.value = new Map(
        people.map((one) => [one.userid, removes.value.get(one.userid) ?? isRemovalSuggested(one)] as const),
      )
    },
    { immediate: true },
  )
  const isRemoved = (userid: string): boolean => removes.value.get(userid) ?? true
  const chosen = (isOut: boolean): string[] =>
    open.value.filter(({ userid }) => isRemoved(userid) === isOut).map(({ userid }) => userid)
  return {
    open,
    isRemoved,
    set: (userid: string, isOut: boolean): void => {
      removes.value = new Map([...removes.value, [userid, isOut]])
    },
    people: computed(() => ({ remove: chosen(true), keep: chosen(false) })),
  }
}
