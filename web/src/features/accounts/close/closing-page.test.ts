import { flushPromises } from '@vue/test-utils'
import { createApiClient } from '@desk/server/client'
import type { ClosingView } from '@desk/shared/accounts/close/closing-schemas'
import { DOMWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import messages from '../../../locales/zh-CN/accounts-close.ts'
import { eventually } from '../../../testing/eventually.ts'
import { clickButton } from '../../../testing/click-button.ts'
import { mountUi } from '../../../testing/mount-ui.ts'
import { sampleClosing } from '../../../testing/samples/sample-closings.ts'
import { sampleInitialState } from '../../../testing/samples/sample-pages.ts'
import { fakeApi } from '../../../testing/with-setup.ts'
import MemberPicker from '../../../ui/fields/MemberPicker.vue'
import ClosingPage from './pages/ClosingPage.vue'

afterEach(() => {
  vi.useRealTimers()
  document.body.innerHTML = ''
})

const at = '2026-03-31T10:05:00Z'
const mountPage = (changes: Partial<ClosingView> = {}, parts: object = {}) =>
  mountUi(ClosingPage, {
    parts: {
      ...parts,
      initialState: sampleInitialState({ name: 'closing', data: { ...sampleClosing, ...changes } }),
    },
  })
const { detail, manual } = messages

describe('the page of a closing', () => {
  it('the page of a closing names the department that is left without a leader, and what only the console hands over', () => {
    const text = mountPage().text()
    expect(text).toContain('采购组')
    expect(text).toContain(messages.items.leader)
    expect(text).toContain(detail.customers)
  })

  it('the page of a closing says what becomes of the devices and the mailbox until the account is disabled, but only to a viewer who may act', () => {
    expect(mountPage().text()).toContain(detail.afterwards)
    expect(mountPage({ phase: 'disabled', disabledAt: at }).text()).not.toContain(detail.afterwards)
    expect(mountPage({ allowed: [] }).text()).not.toContain(detail.afterwards)
  })

  it('the page of a closing says how many customers are left, or that none are, and when that was read', () => {
    const left = mountPage({ customers: { count: 12, at } }).text()
    expect(left).toContain(detail.customersLeft(12, at))
    expect(left).not.toContain(detail.customers)
    const none = mountPage({ customers: { count: 0, at } }).text()
    expect(none).toContain(detail.noCustomers(at))
    expect(none).not.toContain('位客户')
  })

  it('the page of a closing says who may confirm an emergency, and what to do where nobody may', () => {
    const emergency = { kind: 'emergency', phase: 'confirming', lastDay: null, disableAt: null } as const
    const people = [{ userid: 'lead', name: '陈海燕' }]
    const waits = mountPage({ ...emergency, confirmers: { roles: ['ops_lead'], people } }).text()
    expect(waits).toContain('待运维主管（陈海燕）确认，确认后立即停用')
    const nobody = mountPage({ ...emergency, confirmers: { roles: ['hr'], people: [] } }).text()
    expect(nobody).toContain('须由人事确认，目前没有其他人担任，请先授予角色')
    expect(mountPage({ ...emergency, phase: 'disabling', confirmers: null }).text()).not.toContain('确认，')
  })

  it('an account is disabled at once only after a sheet that names the person and the requester is confirmed', async () => {
    const bodies: unknown[] = []
    const fetch = vi.fn(async (_: unknown, init?: RequestInit) => {
      bodies.push(JSON.parse(String(init?.body)))
      return Promise.resolve(Response.json(sampleClosing))
    })
    const emergency = { kind: 'emergency', phase: 'confirming', lastDay: null, disableAt: null } as const
    const api = fakeApi({ client: createApiClient('http://desk.test', { fetch }).api })
    const page = mountPage({ ...emergency, allowed: ['confirm'] }, { api })
    await clickButton(page)(detail.confirm)
    const dialog = document.querySelector('[role=dialog]')
    expect(dialog?.textContent).toContain(detail.confirmHint(sampleClosing.openedBy.name, sampleClosing.subject.name))
    expect(bodies).toEqual([])
    await new DOMWrapper(dialog!.querySelector('form')!).trigger('submit')
    await eventually(() => expect(bodies).toEqual([{ version: sampleClosing.version }]))
  })

  it('the page of a closing still says that items were not handed over in time after other events, and names neither the last day as today nor a time that has passed', () => {
    const event = { at, actor: null }
    const text = mountPage({
      today: '2026-04-02',
      blockedAt: at,
      events: [
        { ...event, type: 'blocked', note: '' },
        { ...event, type: 'customers_counted', note: '12' },
        { ...event, type: 'assigned', note: '王芳' },
      ],
    }).text()
    expect(text).toContain(detail.blocked)
    expect(text).toContain(detail.customersCounted('12'))
    expect(text).toContain(detail.daysOver(2))
    expect(text).not.toContain(detail.daysLeft(0))
    expect(text).not.toContain(detail.plan(sampleClosing.disableAt!))
    expect(mountPage().text()).not.toContain(detail.blocked)
  })

  it.each([
    ['2026-03-31T09:59:00Z', true],
    ['2026-03-31T10:01:00Z', false],
  ])(
    'the page of a closing, for a viewer who sees only a part of it, names the time of the disabling until then (at %s: %s)',
    (now, isNamed) => {
      const data = { ...sampleClosing, isWhole: false, blockedAt: null, today: '2026-03-31' }
      const page = mountUi(ClosingPage, {
        parts: { initialState: sampleInitialState({ name: 'closing', data }, { now }) },
      })
      expect(page.text().includes(detail.plan(sampleClosing.disableAt!))).toBe(isNamed)
    },
  )

  it('the page of a transfer that is in effect counts no days until it, and still asks the heir to take over', () => {
    const items = [{ ...sampleClosing.items[0]!, state: 'offered' as const, isMine: true }]
    const page = mountPage({ kind: 'transfer', phase: 'moving', isWhole: false, items })
    expect(page.text()).toContain(messages.transfer.mineHint(sampleClosing.subject.name))
    expect(page.find('.closing-days').exists()).toBe(false)
    expect(mountPage({ kind: 'transfer', phase: 'ready' }).find('.closing-days').exists()).toBe(true)
  })

  it.each([
    ['ready', 'leave', detail.lastLead],
    ['forced', 'leave', detail.lastLead],
    ['ready', 'transfer', messages.transfer.late],
    ['preparing', 'transfer', messages.transfer.late],
  ] as const)('the page of a closing that is %s, of the kind %s, says what holds it up', (phase, kind, obstacle) => {
    expect(mountPage({ phase, kind, blockedAt: at }).text()).toContain(obstacle)
    expect(mountPage({ phase, kind }).text()).not.toContain(obstacle)
  })

  it('the page of a closing shows what became of the computers and the mailbox, and does not claim what was not done', () => {
    const event = { at, actor: null }
    const text = mountPage({
      events: [
        { ...event, type: 'devices_removed', note: '2' },
        { ...event, type: 'mailbox_closed', note: 'left' },
      ],
    }).text()
    expect(text).toContain(detail.devicesRemoved('2'))
    expect(text).toContain(detail.mailboxes.left)
    expect(text).not.toContain(detail.mailboxes.closed)
  })

  it.each([
    ['disabling', '点“禁用”'],
    ['enabling', '点“启用”'],
    ['deleting', '点“删除”'],
  ] as const)(
    'the page of a closing in the phase %s, which has to be completed in the console, says what to do there, with the name and the userid to copy',
    (phase, button) => {
      const sheet = mountPage({ phase, trouble: 'by_hand' }).get('section.manual-account')
      expect(sheet.attributes('aria-label')).toBe(manual[phase].title)
      expect(sheet.text()).toContain(button)
      const copied = sheet
        .findAll('.copy-field')
        .map((field) => [field.get('label').text(), field.get('textarea').element.value])
      expect(copied).toEqual([
        [manual.name, '高峰'],
        [manual.userid, 'gaofeng'],
      ])
    },
  )

  it('the page of a closing sends nobody to the console while the app changes the account', () => {
    const page = mountPage({ phase: 'disabling', trouble: '60011' })
    expect(page.find('section.manual-account').exists()).toBe(false)
    expect(page.text()).toContain(detail.trouble('60011'))
  })

  it('the page of a closing says nothing about the console once WeCom shows the change', async () => {
    vi.useFakeTimers()
    const disabled: ClosingView = { ...sampleClosing, version: 4, phase: 'disabled', disabledAt: at }
    const fetch = async () => Promise.resolve(Response.json(disabled))
    const api = fakeApi({ client: createApiClient('http://desk.test', { fetch }).api })
    const page = mountPage({ phase: 'disabling', trouble: 'by_hand' }, { api })
    expect(page.find('section.manual-account').exists()).toBe(true)
    await vi.advanceTimersByTimeAsync(2_000)
    await flushPromises()
    expect(page.find('section.manual-account').exists()).toBe(false)
    expect(page.text()).toContain(detail.disabledAt(at))
  })

  it('the page of a closing answers for the items offered to the viewer, and for no others', async () => {
    const bodies: unknown[] = []
    const fetch = vi.fn(async (_: unknown, init?: RequestInit) => {
      bodies.push(JSON.parse(String(init?.body)))
      return Promise.resolve(Response.json(sampleClosing))
    })
    const [first, second, ...rest] = sampleClosing.items
    const items = [{ ...first!, state: 'offered' as const, isMine: true }, second!, ...rest]
    const page = mountPage({ items }, { api: fakeApi({ client: createApiClient('http://desk.test', { fetch }).api }) })
    await page
      .findAll('button')
      .find((button) => button.text() === detail.accept)!
      .trigger('click')
    await eventually(() => expect(bodies).toEqual([{ accept: true, items: ['hov_0sample1'] }]))
  })

  it('the page of a closing asks one member to take over all items that have no heir, with one tap on that member', async () => {
    const bodies: unknown[] = []
    const fetch = vi.fn(async (_: unknown, init?: RequestInit) => {
      bodies.push(JSON.parse(String(init?.body)))
      return Promise.resolve(Response.json(sampleClosing))
    })
    const items = sampleClosing.items.map((item) => ({ ...item, state: 'open' as const, heir: null }))
    const allowed = ['assign' as const]
    const api = fakeApi({ client: createApiClient('http://desk.test', { fetch }).api })
    const page = mountPage({ items, allowed }, { api })
    const open = page.findAll('button').find((button) => button.text() === detail.assignAll)!
    await open.trigger('click')
    const picker = page.getComponent(MemberPicker)
    picker.vm.$emit('update:modelValue', [])
    picker.vm.$emit('update:modelValue', [{ userid: 'wangfang', name: '王芳', department: [] }])
    // A second tap while the first is on its way.
    picker.vm.$emit('update:modelValue', [{ userid: 'limin', name: '李敏', department: [] }])
    await eventually(() => expect(page.findComponent(MemberPicker).exists()).toBe(false))
    expect(bodies).toEqual([{ version: sampleClosing.version, heir: 'wangfang' }])
  })

  it('the page of a closing asks after a deletion whether the person has returned, with both answers, until one is given', () => {
    const deleted = { phase: 'deleted', deletedAt: at, allowed: ['confirm_return', 'deny_return'] } as const
    const answerButtons = (changes: Partial<ClosingView> = {}) =>
      mountPage({ ...deleted, allowed: [...deleted.allowed], ...changes })
        .findAll('button')
        .map((button) => button.text())
        .filter((text) => text === detail.confirm_return || text === detail.deny_return)
    expect(answerButtons()).toEqual([detail.confirm_return, detail.deny_return])
    expect(answerButtons({ returnDeniedAt: at })).toEqual([])
    expect(answerButtons({ returnConfirmedAt: at })).toEqual([])
  })
})
