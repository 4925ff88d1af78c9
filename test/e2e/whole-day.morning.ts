import type { PolicyEditView } from '@desk/shared/policies/authoring-schemas'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { openPhone } from '../lib/phone-session.ts'
import { postOrThrow, publishVersion, getTemplateId } from '../lib/publish-policy.ts'
import { groupIdOf, groupOnPhone, waitForGroup } from './groups.steps.ts'
import { requestInfoChange, approveAll } from './info-change.steps.ts'
import { expectLocked, makeGuardian } from './lost-device.steps.ts'
import { expect, test } from './whole-day.fixtures.ts'
import {
  selectAll,
  lastSeq,
  openOtherDevice,
  makeSecrecyPolicy,
  listTitlesTo,
  waitForRequest,
} from './whole-day.steps.ts'
import { openInfoField } from '../lib/info-form.ts'
import { GROUP_NAME, INSPECTION, IT, story, TODAY } from './whole-day.state.ts'
import { waitForMessage } from './chat-text.ts'
import { firstClauses } from './policy.steps.ts'

/** Tests the morning from ten o’clock: the initial state, three requests, and a lost phone. */
export function morningTests(): void {
  test('the initial state has a delegation, two policies, a group and a guardian', async ({ stack, simulator }) => {
    const { gatewayUrl } = stack
    const author = await openPhone(gatewayUrl, 'chenhaiyan')
    const lead = await openPhone(gatewayUrl, 'tangzhenhua')
    await postOrThrow(author, '/api/settings/roles', {
      role: 'dept_admin',
      userid: 'maxiaoyu',
      departmentId: INSPECTION,
      isDeputy: true,
    })
    story.rules = await getTemplateId(author)
    await publishVersion(
      { author, lead },
      {
        id: story.rules,
        kind: 'major',
        today: TODAY,
        change: firstClauses(2),
      },
    )
    const { id } = await postOrThrow<PolicyEditView>(author, '/api/settings/policies', makeSecrecyPolicy(IT))
    story.secrecy = id
    await publishVersion({ author, lead }, { id, kind: 'major', today: TODAY, change: (draft) => draft })

    const owner = await openPhone(gatewayUrl, 'zhaolixia')
    const payload = {
      template: 'standing',
      topic: '来料异常',
      name: GROUP_NAME,
      purpose: '来料连续三批不合格，当天拉齐',
      expiresOn: '2026-12-31',
      deputyId: 'guoji',
      members: ['guoji', 'sunhao', 'maxiaoyu', 'limin'],
      seenSimilar: [],
    }
    const key = { 'idempotency-key': 'whole-day-group-0001' }
    const submitted = await owner.post<RequestView>('/api/requests', { kind: 'group_create', payload }, key)
    expect(submitted.status, JSON.stringify(submitted.body)).toBe(201)
    await approveAll(stack, 'limin', submitted.body.id)
    await groupOnPhone(simulator, 'sunhao', ({ name, messages }) => name === GROUP_NAME && messages.length > 0)
    story.group = (await groupIdOf(gatewayUrl, 'zhaolixia', submitted.body.id)) as typeof story.group
    const { version } = await waitForGroup(gatewayUrl, 'zhaolixia', story.group, ({ state }) => state === 'charter')
    await postOrThrow(owner, `/api/groups/${story.group}/charter`, { version })
    await makeGuardian(gatewayUrl, 'guoji', 'zhaolixia')
    await waitForMessage(simulator, 'guoji', '待签收：企业微信使用规范')
  })

  test('three members of 来料检验组 submit requests to 李敏', async ({ openAs, stack }) => {
    const page = await openAs('guoji')
    await page.getByRole('link', { name: '改我的信息' }).click()
    await (await openInfoField(page, '岗位')).fill('高级质检工程师')
    await page.getByRole('button', { name: '提交 1 项变更' }).click()
    await expect(page.getByText('等李敏审批').first()).toBeVisible()
    story.requests.guojiPosition = new URL(page.url()).pathname.split('/').at(-1) ?? ''
    const position = (to: string) => ({ position: { from: '检验员', to } })
    story.requests.sunhaoPosition = (await requestInfoChange(stack.gatewayUrl, 'sunhao', position('资深检验员'))).id
    story.requests.zhaolixiaPosition = (
      await requestInfoChange(stack.gatewayUrl, 'zhaolixia', position('高级检验员'))
    ).id
  })

  test('李敏 loses their phone: the delegate gets the three requests, and the finder has no access', async ({
    openAs,
    browser,
    stack,
    simulator,
  }) => {
    const { gatewayUrl } = stack
    const lostPhone = await openOtherDevice(browser, gatewayUrl, { userid: 'limin', to: '/approvals' })
    await selectAll(lostPhone, 3)
    const desk = await openOtherDevice(browser, gatewayUrl, { userid: 'limin', to: '/lost-device', ua: 'browser' })
    await desk.getByRole('link', { name: /李敏/ }).click()
    await desk.getByRole('button', { name: '点按锁定（需确认）' }).click()
    await desk.getByRole('button', { name: '再点一下，锁定「李敏」的账号' }).click()
    await expectLocked(desk)
    story.lostDevicePath = new URL(desk.url()).pathname
    await desk.context().close()
    story.lockedAtSeq = await lastSeq(simulator)

    await test.step('a tap of the finder on the open screen has no effect', async () => {
      // The worst case: WeCom still lets a locked account sign in.
      await simulator.setSwitches({ disabledMemberOAuth: 'code' })
      await lostPhone.getByRole('button', { name: '同意 3 件' }).click()
      await expect(lostPhone.getByRole('heading', { name: '账号已停用' })).toBeVisible()
      await lostPhone.context().close()
      await simulator.setSwitches({ disabledMemberOAuth: 'refused' })
    })
    await test.step('each applicant sees the new approver', async () => {
      for (const [userid, id] of [
        ['guoji', story.requests.guojiPosition],
        ['sunhao', story.requests.sunhaoPosition],
        ['zhaolixia', story.requests.zhaolixiaPosition],
      ] as const) {
        const phone = await openPhone(gatewayUrl, userid)
        await waitForRequest(
          phone,
          id,
          ({ state, deciders }) => state === 'open' && deciders.some((decider) => decider.userid === 'maxiaoyu'),
        )
      }
      const page = await openAs('guoji', `/requests/${story.requests.guojiPosition}`)
      await expect(page.getByText('等马晓宇审批').first()).toBeVisible()
      await expect(page.getByText('改由马晓宇审批')).toBeVisible()
    })
    await waitForMessage(simulator, 'maxiaoyu', '待审批：郭𠮷 改 1 项')
    expect(await listTitlesTo(simulator, 'limin', story.lockedAtSeq)).toEqual([])
  })
}
