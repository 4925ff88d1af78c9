import { shallowRef } from 'vue'
import { describe, expect, it } from 'vitest'
import type { DriftedMember, GroupView } from '@desk/shared/groups/group-schemas'
import { withSetup } from '../../testing/with-setup.ts'
import { useGroupReview } from './use-group-review.ts'

const one = (userid: string, overrides: Partial<DriftedMember> = {}): DriftedMember => ({
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
const groupOf = (drifted: DriftedMember[]) => ({ drifted }) as unknown as GroupView

describe('a review', () => {
  it('suggests that everybody goes but the deputy, who goes only when he left', () => {
    const group = groupOf([
      one('moved'),
      one('deputy', { isDeputy: true }),
      one('leftDeputy', { isDeputy: true, why: 'left' }),
      one('decided', { isLeaving: true }),
    ])
    const { people } = withSetup(() => useGroupReview(() => group))
    expect(people.value).toEqual({ remove: ['moved', 'leftDeputy'], keep: ['deputy'] })
  })

  it('keeps what was chosen when the list is read again', () => {
    const group = shallowRef(groupOf([one('a'), one('b')]))
    const { set, people } = withSetup(() => useGroupReview(() => group.value))
    set('a', false)
    group.value = groupOf([one('a'), one('b'), one('c')])
    expect(people.value).toEqual({ remove: ['b', 'c'], keep: ['a'] })
  })
})
