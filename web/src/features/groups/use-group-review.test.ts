import { shallowRef } from 'vue'
import { describe, expect, it } from 'vitest'
import type { DriftedMember, GroupView } from '@desk/shared/groups/group-schemas'
import { withSetup } from '../../testing/with-setup.ts'
import { useGroupReview } from './use-group-review.ts'

const drifted = (userid: string, overrides: Partial<DriftedMember> = {}): DriftedMember => ({
  userid,
  name: userid,
  department: [],
  why: 'moved',
  at: '2026-03-17T02:00:00Z',
  reason: 'department',
  isLeaving: false,
  isDeputy: false,
  ...overrides,
})
const groupOf = (members: DriftedMember[], overrides: Partial<GroupView> = {}) =>
  ({ drifted: members, owner: { userid: 'owner', name: 'owner' }, isVacant: false, ...overrides }) as GroupView

describe('useGroupReview', () => {
  it('useGroupReview preselects every drifted member for removal, and a deputy only after they left the company', () => {
    const group = groupOf([
      drifted('moved'),
      drifted('deputy', { isDeputy: true }),
      drifted('leftDeputy', { isDeputy: true, why: 'left' }),
      drifted('decided', { isLeaving: true }),
    ])
    const { decision } = withSetup(() => useGroupReview(() => group))
    expect(decision.value).toEqual({ remove: ['moved', 'leftDeputy'], keep: ['deputy'] })
  })

  it('useGroupReview keeps the present owner whatever was chosen before, and preselects the removal of one who is gone', () => {
    const gone = groupOf([drifted('Owner', { why: 'left' }), drifted('a')], { isVacant: true })
    const group = shallowRef(gone)
    const { decision, mustStay } = withSetup(() => useGroupReview(() => group.value))
    expect(decision.value).toEqual({ remove: ['Owner', 'a'], keep: [] })
    group.value = { ...gone, isVacant: false }
    expect(decision.value).toEqual({ remove: ['a'], keep: ['Owner'] })
    expect([mustStay('Owner'), mustStay('a')]).toEqual([true, false])
  })

  it('choices of useGroupReview survive a reload of the list', () => {
    const group = shallowRef(groupOf([drifted('a'), drifted('b')]))
    const { setRemoved, decision } = withSetup(() => useGroupReview(() => group.value))
    setRemoved('a', false)
    group.value = groupOf([drifted('a'), drifted('b'), drifted('c')])
    expect(decision.value).toEqual({ remove: ['b', 'c'], keep: ['a'] })
  })
})
