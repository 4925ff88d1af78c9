import { SELECTED_MAX } from '@desk/shared/policies/bulk-limits'
import { describe, expect, it } from 'vitest'
import { shallowRef } from 'vue'
import { usePeopleSelection } from './use-people-selection.ts'

const select = (count: number, isAll = false) => {
  const people = usePeopleSelection(shallowRef({}), { total: () => 1000, reload: () => Promise.resolve() })
  if (isAll) people.chosen.selectAll()
  for (let index = 0; index < count; index += 1) people.chosen.toggle(`p${String(index)}`)
  return people
}

describe('usePeopleSelection', () => {
  it('a selection above the limit is refused instead of being cut off', () => {
    const most = select(SELECTED_MAX)
    expect([most.isTooMany.value, most.selection.value.userids?.length]).toEqual([false, SELECTED_MAX])
    const more = select(SELECTED_MAX + 1)
    expect([more.isTooMany.value, more.selection.value.userids?.length]).toEqual([true, SELECTED_MAX + 1])
  })

  it('everyone who was taken out of the whole result stays excluded', () => {
    const { isTooMany, selection } = select(SELECTED_MAX + 1, true)
    expect([isTooMany.value, selection.value.except?.length]).toEqual([true, SELECTED_MAX + 1])
  })
})
