import type { Route } from '@playwright/test'
import { openPhone } from '../lib/phone-session.ts'
import { postOrThrow } from '../lib/publish-policy.ts'
import { signThroughApi, AFTER_READING_MS } from '../lib/sign-policy.ts'
import { infoField, openInfoField } from '../lib/info-form.ts'
import { groupOnPhone, waitForGroup } from './groups.steps.ts'
import { requestInfoChange, approveAll } from './info-change.steps.ts'
import { countsOf, publish, readToTheEnd } from './policy.steps.ts'
import { waitForCounts } from './wait-for-counts.ts'
import { expect, test } from './whole-day.fixtures.ts'
import { selectAll, advanceClockTo, openOtherDevice, advancePastUndo } from './whole-day.steps.ts'
import { GROUP_NAME, IT, SATURDAY, story, TODAY } from './whole-day.state.ts'
import { waitForMessage } from './chat-text.ts'
import type { PolicyDraft } from '@desk/shared/policies/policy-draft'

/**
 * Tests the hours from 11:00 to 16:00: a batch decision during a publication, a change of departments, and a leaver.
 */
export function noonTests(): void {
  test('马晓宇 approves all three requests while a version that must be signed first is published', async ({
    openAs,
    browser,
    stack,
    simulator,
  }) => {
    const { gatewayUrl } = stack
    await advanceClockTo(simulator, 11)
    const form = await openOtherDevice(browser, gatewayUrl, { userid: 'guoji', to: '/requests/new/info-change' })
    await (await openInfoField(form, '座机')).fill('0755-8601-2099')
    const page = await openAs('maxiaoyu', '/approvals')
    await selectAll(page, 3)
    const publishBeforeItArrives = async (route: Route) => {
      await publish(gatewayUrl, story.rules, 'major', amend, TODAY)
      await route.continue()
    }
    await page.route(/\/api\/approvals\/batch/, publishBeforeItArrives, { times: 1 })
    await page.getByRole('button', { name: '同意 3 件' }).click()
    await expect(page.getByText('已记下 3 件的决定')).toBeVisible()
    await advancePastUndo(simulator)
    for (const [userid, position] of [
      ['guoji', '高级质检工程师'],
      ['sunhao', '资深检验员'],
      ['zhaolixia', '高级检验员'],
    ] as const)
      await expect.poll(async () => (await simulator.member(userid)).position).toBe(position)
    await waitForMessage(simulator, 'guoji', '已改为 高级质检工程师')

    await test.step('the text typed by 郭𠮷 is kept until the policy is signed', async () => {
      await form.getByRole('textbox', { name: '生效日期' }).fill(SATURDAY)
      await form.getByRole('button', { name: '提交 1 项变更' }).click()
      await expect(form.getByRole('heading', { name: '先签《企业微信使用规范》' })).toBeVisible()
      await form.getByRole('link', { name: '阅读 2.0 版' }).click()
      await readToTheEnd(form)
      await form.getByRole('button', { name: '签收 2.0 版' }).click()
      await form.getByRole('link', { name: '返回继续填写' }).click()
      await expect(infoField(form, '座机')).toHaveValue('0755-8601-2099')
      await form.getByRole('button', { name: '提交 1 项变更' }).click()
      await expect(form.getByText('等马晓宇审批').first()).toBeVisible()
      story.requests.extension = new URL(form.url()).pathname.split('/').at(-1) ?? ''
      await approveAll(stack, 'maxiaoyu', story.requests.extension)
      await form.reload()
      await expect(form.getByText(/5\s月\s9\s日.*生效，到那天自动写入/).first()).toBeVisible()
      await form.context().close()
    })
  })

  test('孙浩 moves to 信息部: approver, required policies and group review change at once', async ({
    openAs,
    stack,
    simulator,
  }) => {
    const { gatewayUrl } = stack
    await advanceClockTo(simulator, 14)
    await signThroughApi(gatewayUrl, 'sunhao', story.rules, () => simulator.advanceClock(AFTER_READING_MS))
    const request = await requestInfoChange(gatewayUrl, 'sunhao', { telephone: { from: '', to: '0755-8601-3091' } })
    story.requests.moved = request.id
    const before = await countsOf(gatewayUrl, story.secrecy)
    await simulator.editMember({ userid: 'sunhao', department: [IT], main_department: IT })

    await waitForCounts(gatewayUrl, story.secrecy, ({ pending }) => pending === before.pending + 1)
    let page = await openAs('sunhao', `/requests/${request.id}`)
    await expect(page.getByText('等陈海燕审批').first()).toBeVisible()
    await expect(page.getByText('改由陈海燕审批')).toBeVisible()
    page = await openAs('sunhao')
    await expect(page.getByText(/签收《信息部保密守则》/)).toBeVisible()
    page = await openAs('maxiaoyu', '/approvals')
    await expect(page.getByText('没有待你审批的申请。')).toBeVisible()
    await waitForMessage(simulator, 'chenhaiyan', '待审批：孙浩 改 1 项')

    await test.step('the owner of the group gets a review about 孙浩, but not about the member with the lost phone', async () => {
      await waitForGroup(gatewayUrl, 'zhaolixia', story.group, ({ drifted }) => drifted.length > 0)
      const group = await openAs('zhaolixia', `/groups/${story.group}`)
      await expect(group.getByRole('heading', { name: '1 人待核对' })).toBeVisible()
      await expect(group.getByText('5 月 8 日调离')).toBeVisible()
      await waitForMessage(simulator, 'zhaolixia', '1 人待核对：入群理由已失效')
    })
  })

  test('赵丽霞 leaves: the group gets a new owner, and the guardianship and the open request end', async ({
    openAs,
    stack,
    simulator,
  }) => {
    const { gatewayUrl } = stack
    await signThroughApi(gatewayUrl, 'zhaolixia', story.rules, () => simulator.advanceClock(AFTER_READING_MS))
    story.requests.leaver = (
      await requestInfoChange(gatewayUrl, 'zhaolixia', { telephone: { from: '', to: '0755-8601-2077' } })
    ).id
    await advanceClockTo(simulator, 16)
    const before = await countsOf(gatewayUrl, story.rules)
    await simulator.deleteMember('zhaolixia')
    await waitForCounts(gatewayUrl, story.rules, ({ excluded }) => excluded === before.excluded + 1)

    await test.step('the open request has ended and shows the reason', async () => {
      const page = await openAs('maxiaoyu', `/requests/${story.requests.leaver}`)
      await expect(page.getByText('申请人已离职，申请结束，未作改动')).toBeVisible()
      await expect(page.getByRole('button', { name: /^同意/ })).toHaveCount(0)
    })
    await test.step('the protected member sees that the guardian is gone and chooses another one', async () => {
      const page = await openAs('guoji', '/me/guardians')
      await expect(page.getByText('已离职或停用，请更换')).toBeVisible()
      const phone = await openPhone(gatewayUrl, 'guoji')
      await postOrThrow(phone, '/api/guardians/dismiss', { userid: 'zhaolixia' })
      await postOrThrow(phone, '/api/guardians', { userid: 'maxiaoyu' })
      const answer = { userid: 'guoji', answer: 'accept' }
      await postOrThrow(await openPhone(gatewayUrl, 'maxiaoyu'), '/api/guardians/answer', answer)
      await page.reload()
      await expect(page.getByText('已接受')).toBeVisible()
      await expect(page.getByText('已离职或停用，请更换')).toHaveCount(0)
    })
    await test.step('郭𠮷 agrees to own the group and removes the member who moved', async () => {
      await waitForMessage(simulator, 'guoji', '赵丽霞 目前不能担任群主，请你接任')
      const page = await openAs('guoji', `/groups/${story.group}`)
      await page.getByRole('button', { name: '同意担任群主' }).click()
      await groupOnPhone(simulator, 'guoji', ({ name, owner }) => name === GROUP_NAME && owner === 'guoji')
      await waitForGroup(
        gatewayUrl,
        'guoji',
        story.group,
        ({ owner, isApplying }) => owner.userid === 'guoji' && !isApplying,
      )
      await page.reload()
      await page.getByRole('button', { name: /^移出 \d 人$/ }).click()
      await expect(page.getByRole('button', { name: '撤销刚才的移出' })).toBeVisible()
      await advancePastUndo(simulator)
      await groupOnPhone(simulator, 'guoji', ({ userlist }) => !userlist.includes('sunhao'))
      const now = await waitForGroup(
        gatewayUrl,
        'guoji',
        story.group,
        ({ isApplying, goneCount }) => !isApplying && goneCount === 0,
      )
      expect(now.members.map(({ userid }) => userid).sort()).toEqual(['guoji', 'limin', 'maxiaoyu'])
      await page.reload()
      await page.getByRole('button', { name: '签署三条职责' }).click()
      await expect(page.getByText(/郭𠮷 .*签署/)).toBeVisible()
    })
  })
}

/** Returns the policy with a changed clause, to be signed before use. */
const amend = (draft: PolicyDraft): PolicyDraft => ({
  ...draft,
  isBeforeUse: true,
  clauses: draft.clauses.map((clause, index) =>
    index === 0
      ? {
          ...clause,
          zh: { ...clause.zh, body: '先签后用。', why: '说清楚' },
          en: clause.en && { ...clause.en, body: 'Sign before use.' },
        }
      : clause,
  ),
})
