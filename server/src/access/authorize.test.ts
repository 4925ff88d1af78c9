import type { MemberActor } from '@desk/shared/identity/actor'
import type { RequestFacts } from '@desk/shared/requests/permissions'
import { describe, expect, it } from 'vitest'
import { ForbiddenError, NotFoundError, RequestNotFoundError } from '../kernel/app-error.ts'
import { authorize, authorizeRole } from './authorize.ts'

const member = (userid: string, roles: MemberActor['roles'] = []): MemberActor => ({
  kind: 'member',
  userid,
  roles,
  adminOf: [],
})
const request: RequestFacts = {
  kind: 'info_change',
  applicantId: 'zhangwei',
  approverIds: ['limin'],
  departmentPath: [1, 2],
}

describe('authorize', () => {
  it('authorize permits an action that the rule table allows', () => {
    expect(() => authorize(member('zhangwei'), 'request.withdraw', request)).not.toThrow()
  })
  it('authorize throws ForbiddenError for a person who may see the request but not act on it', () => {
    const asOps = () => authorize(member('chenhaiyan', ['ops']), 'request.withdraw', request)
    expect(asOps).toThrow(ForbiddenError)
    expect(asOps).toThrow('request.withdraw')
  })
  it('authorize throws RequestNotFoundError for a person who may not see the request', () => {
    expect(() => authorize(member('qinyue'), 'request.withdraw', request)).toThrow(RequestNotFoundError)
  })
  it('authorizeRole accepts a holder of the role, and throws NotFoundError for others', () => {
    expect(() => authorizeRole(member('chenhaiyan', ['ops']), 'ops')).not.toThrow()
    expect(() => authorizeRole(member('qinyue', ['hr']), 'ops')).toThrow(NotFoundError)
  })
})
