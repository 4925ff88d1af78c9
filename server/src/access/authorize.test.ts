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
  it('lets whoever may', () => {
    expect(() => authorize(member('zhangwei'), 'request.withdraw', request)).not.toThrow()
  })
  it('says that it is forbidden to whoever may see the request', () => {
    const asOps = () => authorize(member('chenhaiyan', ['ops']), 'request.withdraw', request)
    expect(asOps).toThrow(ForbiddenError)
    expect(asOps).toThrow('request.withdraw')
  })
  it('knows no request for whoever may not see it', () => {
    expect(() => authorize(member('qinyue'), 'request.withdraw', request)).toThrow(RequestNotFoundError)
  })
  it('asks for a role, and says nothing to whoever lacks it', () => {
    expect(() => authorizeRole(member('chenhaiyan', ['ops']), 'ops')).not.toThrow()
    expect(() => authorizeRole(member('qinyue', ['hr']), 'ops')).toThrow(NotFoundError)
  })
})
