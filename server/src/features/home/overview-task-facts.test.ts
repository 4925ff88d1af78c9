import type { OverviewTask } from '@desk/shared/pages/overview-tasks'
import type { PolicyId } from '@desk/shared/kernel/ids'
import { expect, it } from 'vitest'
import { factsOf } from './overview-task-facts.ts'

it.each([
  ['versions', 1, 'the policy'],
  ['versions', 3, 'no policy'],
  ['questions', 1, 'the policy'],
  ['questions', 5, 'no policy'],
] as const)('a task about %s, %i of them, names %s', (kind, count, named) => {
  const first = 'pol_a' as PolicyId
  const policy = { id: first, title: '信息安全', label: '1.0', scope: '' } as never
  const task: OverviewTask =
    kind === 'versions' ? { kind, count, first, policy } : { kind, count, first, policy, oldestAt: null }
  expect(factsOf(task)).toMatchObject({ count })
  expect(factsOf(task).policy?.id).toBe(named === 'the policy' ? first : undefined)
})
