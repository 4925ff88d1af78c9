import { describe, expect, it } from 'vitest'
import { requestStates } from '../requests/model/request-flow.ts'
import { requestKindNames, requestTypes } from '../requests/types/index.ts'
import { repeatPath, resubmissionPath } from './resubmission-paths.ts'

const id = 'req_01hx3k9q2m4n5p6r' as const
const requestOf = (kind: (typeof requestKindNames)[number], state: (typeof requestStates)[number]) => ({
  id,
  kind,
  state,
  ...(kind === 'policy_exemption' ? { targetId: 'pol_01hx3k9q2m4n5p6r' } : {}),
})

describe('forms of a request', () => {
  it.each(['info_change', 'group_create', 'policy_exemption'] as const)(
    'a withdrawn or refused %s can be submitted again, in a form that starts from it',
    (kind) => {
      const paths = requestStates.map((state) => [state, repeatPath(requestOf(kind, state))] as const)
      const offered = paths.flatMap(([state, path]) => (path === null ? [] : [state]))
      expect(offered.toSorted()).toEqual(['refused', 'withdrawn'])
      for (const [, path] of paths)
        if (path !== null) expect(path).toMatch(new RegExp(`^/[a-z/-]+[^?]*\\?again=${id}$`))
    },
  )

  it('a request about another member is submitted again in the form for that member', () => {
    const subject = { userid: 'a.b@c', name: '郭𠮷' }
    expect(repeatPath({ ...requestOf('info_change', 'refused'), subject })).toBe(
      `/requests/new/info-change?again=${id}&for=a.b%40c`,
    )
  })

  it.each(requestKindNames)('a returned %s is edited on a separate page, unless its type is never returned', (kind) => {
    expect(resubmissionPath({ kind, id }) === `/requests/${id}`).toBe(!requestTypes[kind].isReturnable)
  })
})
