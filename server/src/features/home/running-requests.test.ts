import { expect } from 'vitest'
import { test } from '../../testing/kit.ts'
import {
  bothFields,
  decisionOn,
  needsProof,
  submitForMember,
  submitInfoChange,
} from '../../testing/request-fixtures.ts'
import { returnRequest } from '../requests/commands/return-request.ts'
import { listMyRequests } from '../requests/inbox/list-requests.ts'
import { getHome } from './get-home.ts'

// The home page reads running requests and their names in a separate statement.
test('the running requests of the home page are those of the list', async ({ kit }) => {
  const { admin, companyAdmin, member, view } = await submitForMember(kit, { position: bothFields.position })
  const own = await submitInfoChange(kit, member, { telephone: bothFields.telephone })
  await returnRequest(kit.deps, admin, { ...decisionOn(own, {}), reason: needsProof })
  for (const actor of [admin, member]) {
    const { running } = await getHome(kit.deps, actor, 'zh-CN')
    const { items } = await listMyRequests(kit.deps, actor, { list: 'running' })
    expect(running).toEqual({ count: 1, items })
  }
  const { running } = await getHome(kit.deps, admin, 'zh-CN')
  expect(running.items).toMatchObject([{ id: view.id, deciders: [{ userid: companyAdmin.userid, name: '周启明' }] }])
})
