import { afterEach, describe, expect, it } from 'vitest'
import { nextTick } from 'vue'
import { DAY_MS } from '@desk/shared/kernel/durations'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { isOverPhase, lostPhases } from '@desk/shared/lost-device/lost-device'
import type { LostCase } from '@desk/shared/lost-device/lost-device-schemas'
import { clickButton } from '../../testing/click-button.ts'
import { eventually } from '../../testing/eventually.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleInitialState } from '../../testing/samples/sample-pages.ts'
import { sampleMe } from '../../testing/samples/sample-people.ts'
import { sampleLostCase } from '../../testing/samples/sample-lost.ts'
import { lost as messages } from '../../locales/zh-CN/lost-device.ts'
import { fakeDevice } from '../../testing/with-setup.ts'
import LostCasePage from './pages/LostCasePage.vue'

let leave = () => {}
afterEach(() => {
  leave()
  document.body.innerHTML = ''
})

function open(overrides: Partial<LostCase>, device = fakeDevice()) {
  const initialState = sampleInitialState({ name: 'lost-case', data: { ...sampleLostCase, ...overrides } })
  const wrapper = mountUi(LostCasePage, { parts: { initialState, device } })
  leave = () => {
    wrapper.unmount()
  }
  return wrapper
}

const viewers = [
  ['the reporter', {}],
  ['a colleague who reported', { isLimited: true, timeline: [] }],
  ['the owner, signed out by the lock', { isMine: true, hasSession: false, timeline: [], allowed: [] }],
] as const
const callablePhases = lostPhases.filter((phase) => phase !== 'aftercare' && !isOverPhase(phase))

describe.each(viewers)('LostCasePage for %s', (_, overrides) => {
  it.each(callablePhases)('shows whom to call in phase %s', (phase) => {
    const page = open({ ...overrides, phase } as Partial<LostCase>)
    expect(page.find('a[href="tel:13800002046"]').text()).toContain('陈海燕')
    expect(page.find('a[href="tel:0755-86012046"]').text()).toContain('李敏部门管理员')
    // SIM card and bank cards, each one tap; and the code for any other phone.
    expect(page.find('a[href="tel:10086"]').text()).toBe('中国移动 10086')
    expect(page.find('a[href="tel:95588"]').text()).toBe('工商银行 95588')
    expect(page.text()).toContain('K7Q2-91FD')
    expect(page.text().indexOf('K7Q2-91FD')).toBeLessThan(page.text().indexOf('工商银行'))
  })
})

it('the times of a case of another day keep their seconds, as in a record', () => {
  const at = { ...sampleLostCase.at, reported: '2026-03-15T14:10:04Z', confirmed: '2026-03-15T14:10:41Z' }
  const text = open({ at, timeline: [] }).text()
  for (const time of ['22:10:04', '22:10:41']) expect(text).toContain(`3\u00a0月\u00a015\u00a0日 ${time}`)
})

describe('the clock', () => {
  const at = { ...sampleLostCase.at, confirmed: null }
  const running: Partial<LostCase> = { phase: 'lock_sent', timeline: [], at }
  const ring = (page: ReturnType<typeof open>) => {
    const { 'stroke-dasharray': whole, 'stroke-dashoffset': left } = page.get('.ring-arc').attributes()
    return {
      filled: (1 - Number(left) / Number(whole)).toFixed(2),
      isDone: page.find('.case-clock-done').exists(),
      isLate: page.find('.case-clock-late').exists(),
    }
  }

  it('the clock is full and green only once WeCom shows the account as locked', () => {
    expect(ring(open({}))).toEqual({ filled: '1.00', isDone: true, isLate: false })
  })

  it('the clock fills within a minute, and the page does not call the account locked', () => {
    const began = '2026-03-17T02:32:30Z'
    const page = open({ ...running, at: { ...at, ordered: began, reported: began } })
    expect(ring(page)).toEqual({ filled: '0.50', isDone: false, isLate: false })
    expect(page.text()).not.toContain('已锁定（')
    expect(page.get('.case-hint').text()).toContain('满 1 分钟未确认，会联系值班同事')
  })

  it('the clock fills within a minute of the order, however long the report was reviewed', () => {
    const times = { reported: '2026-03-17T02:29:30Z', ordered: '2026-03-17T02:32:30Z' }
    expect(ring(open({ ...running, at: { ...at, ...times } }))).toEqual({
      filled: '0.50',
      isDone: false,
      isLate: false,
    })
  })

  it('the clock of a review says by when the case is to be decided', () => {
    const review = { ordered: null, sent: null, reported: '2026-03-17T02:31:00Z', reviewUntil: '2026-03-17T02:36:00Z' }
    const page = open({ phase: 'urgent_review', timeline: [], at: { ...at, ...review } })
    expect(page.get('.case-clock').text()).toContain('部门管理员和值班同事在 10:36 前决定')
  })

  it('the clock is red after a minute and names who was called', () => {
    const page = open({ ...running, called: [{ userid: 'chenhaiyan', name: '陈海燕' }] })
    expect(ring(page)).toEqual({ filled: '1.00', isDone: false, isLate: true })
    expect(page.get('.case-clock').text()).toContain('已联系：陈海燕')
  })
})

describe('LostCasePage', () => {
  it('LostCasePage that stays open past midnight names the day of what happened before', async () => {
    const at = { ...sampleLostCase.at, contested: '2026-03-17T02:32:00Z', doubted: '2026-03-17T02:32:30Z' }
    const texts = (page: ReturnType<typeof open>) => page.text().replaceAll('\u00a0', ' ')
    expect(texts(open({ at }))).toContain('今天 10:20')
    leave()
    const device = fakeDevice()
    let isLater = false
    const now = () => device.now() + (isLater ? DAY_MS : 0)
    const page = open({ at }, { ...device, now: () => [now(), (isLater = true)][0] as number })
    await nextTick()
    expect(texts(page)).not.toContain('今天')
    for (const time of ['10:20', '10:25', '10:31', '10:32 账号使用者', '10:32 未能核实'])
      expect(texts(page)).toContain(`3 月 17 日 ${time}`)
  })

  it.each(lostPhases)('LostCasePage has no link to home without a session, in phase %s', (phase) => {
    const page = open({ phase, isMine: true, hasSession: false, allowed: [] })
    expect(page.find(`a[href="${pagePaths.home}"]`).exists()).toBe(false)
  })

  it('LostCasePage links to home with a session', () => {
    expect(open({}).find(`a[href="${pagePaths.home}"]`).exists()).toBe(true)
  })

  it('LostCasePage calls the viewer 你, and offers them no call to themselves', () => {
    const me = { userid: sampleMe.userid.toUpperCase(), name: sampleMe.name }
    const others = [{ userid: 'chenhaiyan', name: '陈海燕' }]
    const self = { name: me.name, phone: '0755-86010000', isViewer: true }
    const reopened = { phase: 'reopened' as const, next: [me, ...others], called: [...others, me] }
    const page = open({ ...reopened, admins: [self], onCall: [self, ...sampleLostCase.onCall] })
    expect(page.text()).toContain('等你、陈海燕处理')
    expect(page.get('.case-clock').text()).toContain('已联系：陈海燕、你')
    expect(page.get('.call-card').findAll('a')).toHaveLength(sampleLostCase.onCall.length)
    expect(page.get('.call-card').text()).not.toContain(me.name)
    leave()
    expect(open({ ...reopened, admins: [self], onCall: [self] }).text()).not.toContain(messages.noPhone)
  })

  it('LostCasePage names an admin without a phone number', () => {
    expect(open({ admins: [{ name: '李敏', phone: '' }] }).text()).toContain(messages.adminNoPhone('李敏'))
  })

  it('LostCasePage tells the approver that a rejection leaves the account unlocked', () => {
    const hint = '驳回后账号不锁定，仍可登录'
    expect(open({ phase: 'urgent_review', allowed: ['read', 'decide'] }).text()).toContain(hint)
    leave()
    expect(open({ phase: 'urgent_review', allowed: ['read'] }).text()).not.toContain(hint)
  })

  it.each([
    ['urgent_review', ['decide'], [messages.dismiss, messages.lock]],
    ['reopened', ['relock', 'accept'], [messages.accept, messages.relock]],
  ] as const)(
    'the decision of a case in phase %s is in the bar at the bottom, with the numbers to call below the facts',
    (phase, actions, labels) => {
      const page = open({ phase, allowed: ['read', ...actions] })
      expect(page.findAll('[data-bottom-bar] button').map((button) => button.text())).toEqual(labels)
      expect(page.find('main dl ~ section .call-card').exists()).toBe(true)
      expect(page.find('.hotlines').exists()).toBe(false)
      leave()
      expect(
        open({ phase, allowed: ['read'] })
          .find('[data-bottom-bar]')
          .exists(),
      ).toBe(false)
    },
  )

  it('a refused decision is explained beside its buttons', async () => {
    const page = open({ phase: 'urgent_review', allowed: ['read', 'decide'] })
    await clickButton(page)(messages.lock)
    await eventually(() => {
      expect(page.find('[data-bottom-bar] [role="alert"]').exists()).toBe(true)
    })
    expect(page.findAll('[role="alert"]')).toHaveLength(1)
  })

  it('LostCasePage states that the identity could not be confirmed', () => {
    const doubted = '2026-03-17T02:32:00Z'
    const page = open({ at: { ...sampleLostCase.at, doubted }, timeline: [] })
    expect(page.text()).toContain('未能核实为本人，账号仍锁定')
  })

  it('LostCasePage counts all suspicious records and states that only the latest are listed', () => {
    const exposure = { ...sampleLostCase.exposure!, count: 63 }
    expect(open({ exposure }).text()).toContain(messages.exposure.found(63))
    expect(open({ exposure }).text()).toContain(messages.exposure.latest(1))
    leave()
    expect(open({ exposure: { ...exposure, count: 1 } }).text()).not.toContain(messages.exposure.latest(1))
  })

  it('LostCasePage states the checked period when the time of last use is unknown', () => {
    const exposure = { ...sampleLostCase.exposure!, state: 'clear' as const, items: [] }
    expect(open({ lastSeenAt: null, exposure }).text()).toContain(messages.exposure.wholeWeek)
    leave()
    expect(open({ exposure }).text()).not.toContain(messages.exposure.wholeWeek)
  })

  it.each([
    [
      'preliminary',
      '暂未发现新设备登录',
      '截至 今天 10:31 的结果。企业微信的记录最晚 今天 12:31 补齐，届时会再次查询。',
    ],
    ['failed', '暂未发现新设备登录', '截至 今天 10:31 的结果，之后未能再次查询'],
    ['unknown', '暂未发现新设备登录', messages.exposure.readOnce],
    ['final', '未发现新设备登录', null],
  ] as const)(
    'LostCasePage says that nothing was found, and that records may follow unless the reading is final (%s)',
    (state, title, hint) => {
      const { reading, ...rest } = sampleLostCase.exposure!
      const clear = { ...rest, state: 'clear' as const, items: [] }
      const page = open({ exposure: state === 'unknown' ? clear : { ...clear, reading: { ...reading!, state } } })
      expect(page.get('.exposure-head').text()).toBe(title)
      const text = page.get('.exposure').text()
      if (hint === null) for (const part of ['截至', '只查询过一次']) expect(text).not.toContain(part)
      else expect(text).toContain(hint)
    },
  )

  it('LostCasePage does not say that records may follow when sign-in records cannot be checked', () => {
    const exposure = { ...sampleLostCase.exposure!, state: 'unavailable' as const, items: [] }
    expect(open({ exposure }).get('.exposure').text()).not.toContain('截至')
  })

  it.each([
    ['账号已恢复，还有 2 项待完成', { phase: 'aftercare', aftercare: ['pc'] }],
    ['三项均已完成', { phase: 'closed', aftercare: ['password', 'device', 'pc'] }],
    ['正在换机，还有 2 项待完成', { phase: 'aftercare', isPlanned: true, aftercare: [] }],
    ['两项均已完成', { phase: 'closed', isPlanned: true, aftercare: ['device', 'pc'] }],
  ] as const)('LostCasePage titles the recovery checklist %s', (text, overrides) => {
    const page = open({ ...overrides, aftercare: [...overrides.aftercare] })
    expect(page.get('#aftercare').text()).toBe(text)
    expect(page.text().includes(messages.aftercareItems.password)).toBe(!('isPlanned' in overrides))
  })
})
