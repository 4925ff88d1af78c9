import { describe, expect } from 'vitest'
import { drainOutbox } from '../../../testing/drain-outbox.ts'
import { createTestClient } from '../../../testing/http.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { passUndoWindow } from '../../../testing/fixtures/undo-window.ts'
import { agree, decisionOn, smallCompany, submitInfoChange } from '../../../testing/request-fixtures.ts'
import { getHome } from '../../home/get-home.ts'
import { decideRequest } from '../commands/decide-request.ts'
import { getRequest } from '../inbox/get-request.ts'
import { listApprovals } from '../inbox/list-requests.ts'

const payload = { position: { from: '质检工程师', to: '高级质检工程师' } }

/** Approves a request in a company whose app may not write. */
async function createManualTask(kit: Kit) {
  const { site } = kit.deps
  const deps = Object.assign(kit.deps, { site: { ...site, hasContactsSecret: false } })
  const company = await smallCompany(kit)
  const ops = await kit.given.member({ userid: 'olga', name: '陈立', roles: ['ops'] })
  await kit.given.member({ userid: 'zhuyun', roles: ['ops'] })
  const view = await submitInfoChange(kit, company.applicant, payload)
  await decideRequest(deps, company.admin, decisionOn(view, { position: agree }))
  passUndoWindow(kit)
  await drainOutbox(deps)
  return { ...company, ops, id: view.id, no: view.no }
}

const listCardsToOps = ({ deps }: Kit) =>
  deps.wecom.sent
    .filter(({ userid }) => ['olga', 'zhuyun'].includes(userid))
    .map(({ card, userid }) => ({ userid, ...card }))
const listWaiting = async (kit: Kit, actor: Parameters<typeof getHome>[1]) => {
  const { items, counts } = await listApprovals(kit.deps, actor, { list: 'by_hand' })
  const { byHand: onHome } = (await getHome(kit.deps, actor, 'zh-CN')).waiting
  expect([counts.byHand, onHome.count]).toEqual([items.length, items.length])
  return items.map(({ id, phase }) => [id, phase])
}

describe('manual tasks of the management department', () => {
  test('a manual task sends each member a card that opens the sheet, is listed, and is counted on home', async ({
    kit,
  }) => {
    const { ops, admin, id } = await createManualTask(kit)
    expect(listCardsToOps(kit)).toMatchObject([
      {
        userid: 'olga',
        title: '待手动修改：郭𠮷 1 项',
        url: expect.stringContaining(`/requests/${id}/sheet`) as string,
      },
      { userid: 'zhuyun' },
    ])
    expect(await listWaiting(kit, ops)).toEqual([[id, 'awaiting_proof']])
    expect(await listWaiting(kit, admin)).toEqual([])
  })

  test('a manual task is no longer listed, and its cards are overwritten, once WeCom shows the value', async ({
    kit,
  }) => {
    const { ops } = await createManualTask(kit)
    const member = kit.deps.wecom.members.get('guoji')
    if (member) kit.deps.wecom.members.set('guoji', { ...member, position: '高级质检工程师' })
    kit.deps.clock.advanceSeconds(600)
    await drainOutbox(kit.deps)
    expect(await listWaiting(kit, ops)).toEqual([])
    const replaced = kit.deps.wecom.replaced.filter(({ userid }) => ['olga', 'zhuyun'].includes(userid))
    expect(replaced.map(({ card }) => card.subtitle)).toEqual(['已处理，无需再处理', '已处理，无需再处理'])
    expect(listCardsToOps(kit)).toHaveLength(2)
  })

  test('a card about a manual task whose verification stopped is overwritten with a pointer to the newer card', async ({
    kit,
  }) => {
    await createManualTask(kit)
    // WeCom does not show the member any more, while the directory still has them.
    kit.deps.wecom.members.delete('guoji')
    kit.deps.clock.advanceSeconds(600)
    await drainOutbox(kit.deps)
    const replaced = kit.deps.wecom.replaced.filter(({ userid }) => ['olga', 'zhuyun'].includes(userid))
    expect(replaced.map(({ card }) => card.subtitle)).toEqual(['请看新的卡片', '请看新的卡片'])
    expect(listCardsToOps(kit).slice(2)).toMatchObject([
      { userid: 'olga', title: '未写入企业微信，请处理：郭𠮷' },
      { userid: 'zhuyun' },
    ])
  })

  test('a manual task sends no card when it is done before the morning', async ({ kit }) => {
    kit.deps.clock.advanceHours(11)
    const { ops } = await createManualTask(kit)
    expect(listCardsToOps(kit)).toEqual([])
    const member = kit.deps.wecom.members.get('guoji')
    if (member) kit.deps.wecom.members.set('guoji', { ...member, position: '高级质检工程师' })
    kit.deps.clock.advanceHours(13)
    await drainOutbox(kit.deps)
    expect(await listWaiting(kit, ops)).toEqual([])
    expect(listCardsToOps(kit).filter(({ title }) => title.includes('待手动修改'))).toEqual([])
  })

  test('a manual task goes to the leads when no other member may do it', async ({ kit }) => {
    const company = await smallCompany(kit)
    const lead = await kit.given.member({ userid: 'olga', roles: ['ops_lead'] })
    const applicant = await kit.given.member({
      userid: 'zhuyun',
      name: '朱云',
      roles: ['ops'],
      department: company.department,
      position: '质检工程师',
    })
    const view = await submitInfoChange(kit, applicant, payload)
    await decideRequest(kit.deps, company.admin, decisionOn(view, { position: agree }))
    passUndoWindow(kit)
    await drainOutbox(kit.deps)
    const { version } = await getRequest(kit.deps, applicant, view.id)
    await createTestClient(kit.deps).requestAs(applicant, 'POST', `/api/requests/${view.id}/dispute`, {
      version,
      text: '还是旧的',
    })
    await drainOutbox(kit.deps)
    expect(listCardsToOps(kit).at(-1)).toMatchObject({
      userid: 'olga',
      url: expect.stringContaining(view.id) as string,
    })
    expect(await listWaiting(kit, lead)).toEqual([[view.id, 'disputed']])
  })

  test('a dispute sends one card about the manual task to the management department, without the applicant', async ({
    kit,
  }) => {
    const company = await smallCompany(kit)
    const ops = await kit.given.member({ userid: 'olga', roles: ['ops'] })
    const applicant = await kit.given.member({
      userid: 'zhuyun',
      name: '朱云',
      roles: ['ops'],
      department: company.department,
      position: '质检工程师',
    })
    const view = await submitInfoChange(kit, applicant, payload)
    await decideRequest(kit.deps, company.admin, decisionOn(view, { position: agree }))
    passUndoWindow(kit)
    await drainOutbox(kit.deps)
    const before = listCardsToOps(kit).length
    const { version } = await getRequest(kit.deps, applicant, view.id)
    const { requestAs } = createTestClient(kit.deps)
    await requestAs(applicant, 'POST', `/api/requests/${view.id}/dispute`, { version, text: '还是旧的' })
    await drainOutbox(kit.deps)
    await drainOutbox(kit.deps)
    expect(listCardsToOps(kit).slice(before)).toMatchObject([
      {
        userid: 'olga',
        title: '朱云 反映有误，申请核查',
        url: expect.stringContaining(`/requests/${view.id}`) as string,
      },
    ])
    expect(await listWaiting(kit, ops)).toEqual([[view.id, 'disputed']])
    expect(await listWaiting(kit, applicant)).toEqual([])
  })
})
