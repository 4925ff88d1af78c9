import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import type { Component } from 'vue'
import type { LoadedPage } from '@desk/shared/pages/page-table'
import { mountUi } from '../testing/mount-ui.ts'
import { sampleInitialState, samplePages } from '../testing/samples/sample-pages.ts'
import { samplePeople } from '../testing/samples/policies/sample-board.ts'
import { sampleCalendar } from '../testing/samples/sample-delivery.ts'
import { fakeDevice } from '../testing/with-setup.ts'
import ConfirmSheet from '../ui/feedback/ConfirmSheet.vue'
import DeclineSheet from '../features/groups/components/DeclineSheet.vue'
import GroupSettingsPage from '../features/groups/pages/GroupSettingsPage.vue'
import OnCallPage from '../features/lost-device/pages/OnCallPage.vue'
import PersonSheet from '../features/policies/components/people/PersonSheet.vue'
import PublishForm from '../features/policies/components/authoring/PublishForm.vue'
import PartnersPage from '../features/accounts/pages/PartnersPage.vue'
import ReturnSheet from '../features/requests/components/decision/ReturnSheet.vue'
import CalendarDaySheet from '../features/settings/components/CalendarDaySheet.vue'
import GrantForm from '../features/settings/components/GrantForm.vue'
import ApiKeyForm from '../features/settings/components/ApiKeyForm.vue'
import CalendarPage from '../features/settings/pages/CalendarPage.vue'
import MessageTemplatesPage from '../features/settings/pages/MessageTemplatesPage.vue'

const sources = Object.entries(
  import.meta.glob<string>('../features/**/*.vue', { query: '?raw', import: 'default', eager: true }),
)

/** Forms that need no persistence, with the reason. */
const exceptions: Readonly<Record<string, string>> = {
  'LanguageFields.vue': 'part of the draft',
  'ClauseFields.vue': 'part of the draft',
  'AudienceFields.vue': 'part of the draft',
  'FileFields.vue': 'part of the draft',
  'DocumentFields.vue': 'part of the draft',
  'BoardDay.vue': 'a query, not a form',
  'RoomSearch.vue': 'a query, not a form',
  'VerifyPage.vue': 'requires no role',
  'PeopleFilter.vue': 'stored in the URL',
  'AuditFilterForm.vue': 'a query, not a form',
  'ClaimOpsPage.vue': 'a code that is used once',
  'CaseActions.vue': 'requires no role; its reasons are kept by ConfirmSheet',
  'LostDevicePage.vue': 'requires no role',
  'GuardiansPage.vue': 'requires no role',
  'PolicyPage.vue': 'requires no role',
  'GroupForm.vue': 'has a draft',
  'ResubmissionForm.vue': 'has a draft',
  'InfoChangeEntry.vue': 'has a draft',
  'ReasonFields.vue': 'part of forms that have a draft',
  'HeirSheet.vue': 'one tap on a person is the whole input',
  'MailboxPage.vue': 'requires no role; a receipt is kept only on demand',
  'JoinerFields.vue': 'part of the joiner, which its pages keep',
  'CommentBox.vue': 'requires no role',
}
const forms = sources
  .filter(([, text]) => /<(TextField|DateField|MemberPicker|DepartmentPicker|textarea)\b/.test(text))
  .map(([path, text]) => ({ file: path.split('/').at(-1) ?? '', text }))

describe('forms of pages that require a role', () => {
  it.each(forms.filter(({ file }) => !(file in exceptions)).map(({ file, text }) => [file, text] as const))(
    '%s keeps its input over a sign-in',
    (_, text) => {
      expect(text).toMatch(/use(FormPersistence|PersistedFields|UnstoredFields)\(/)
    },
  )

  it('every exception names an existing component', () => {
    const all = sources.map(([path]) => path.split('/').at(-1))
    expect(Object.keys(exceptions).filter((file) => !all.includes(file))).toEqual([])
  })
})

afterEach(() => {
  document.body.innerHTML = ''
})

const person = samplePeople.page.items[0]!
const cases: readonly (readonly [string, Component, LoadedPage | null, Record<string, unknown>])[] = [
  ['partners', PartnersPage, samplePages['settings-partners'], {}],
  ['on call', OnCallPage, samplePages['settings-on-call'], {}],
  ['texts', MessageTemplatesPage, samplePages['settings-texts'], {}],
  ['calendar', CalendarPage, samplePages['settings-calendar'], {}],
  ['groups', GroupSettingsPage, samplePages['settings-groups'], {}],
  ['a role', GrantForm, null, { mayGrant: ['dept_admin', 'ops'], isBusy: false, error: null, fields: new Map() }],
  ['a key', ApiKeyForm, null, { isBusy: false, error: null, fields: new Map(), create: () => Promise.resolve(false) }],
  [
    'publishing',
    PublishForm,
    null,
    { forecast: null, isFirst: false, mayWaive: true, today: '2026-03-17', isBusy: false, isReasonMissing: false },
  ],
  ['one person', PersonSheet, null, { policyId: 'p', person, mayChange: true, mayForget: true }],
  ['a day', CalendarDaySheet, null, { day: sampleCalendar.days[0], isBusy: false, error: null }],
  ['a return', ReturnSheet, null, { title: '退回', action: '退回', kinds: ['info_change'] }],
  ['a declined group', DeclineSheet, null, { isBusy: false, error: null }],
  ['a reason', ConfirmSheet, null, { title: '收回', action: '收回 3 人', reasonLabel: '原因' }],
]

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement
// Without search fields.
const listFields = () =>
  [...document.querySelectorAll<Field>('input, textarea, select')].filter(
    (field) => field.getAttribute('role') !== 'combobox' && field.type !== 'search' && field.name !== '',
  )
const listValues = () =>
  listFields().map((field) => [field.name, (field as HTMLInputElement).checked ? 'on' : field.value])

function fill(field: Field, index: number): void {
  if (field instanceof HTMLSelectElement) {
    field.selectedIndex = field.options.length - 1
    field.dispatchEvent(new Event('change'))
    return
  }
  if (field instanceof HTMLInputElement && (field.type === 'checkbox' || field.type === 'radio')) return field.click()
  field.value = field.type === 'date' ? '2026-04-01' : `写着的 ${String(index)}`
  field.dispatchEvent(new Event('input'))
}

describe('a form that is left for WeCom', () => {
  it.each(cases)('input is restored after a round trip to WeCom: %s', async (_, component, page, props) => {
    const device = fakeDevice()
    const open = async () => {
      const wrapper = mountUi(component, {
        props,
        parts: { device, ...(page ? { initialState: sampleInitialState(page) } : {}) },
      })
      await flushPromises()
      return wrapper
    }
    const first = await open()
    const untouched = listValues()
    for (const [index, field] of listFields().entries()) {
      fill(field, index)
      // A selection may show or fill another field.
      if (field instanceof HTMLSelectElement) await flushPromises()
    }
    await flushPromises()
    const typed = listValues()
    expect(typed).not.toEqual(untouched)
    dispatchEvent(new Event('pagehide'))
    first.unmount()
    document.body.innerHTML = ''
    await open()
    expect(listValues()).toEqual(typed)
  })
  it('the input for one object does not appear at another one that is open beside the same list', async () => {
    const device = fakeDevice()
    const openAt = (search: string) => {
      history.replaceState(null, '', `/incidents/cases${search}`)
      return mountUi(ConfirmSheet, { props: { title: '收回', action: '收回', reasonLabel: '原因' }, parts: { device } })
    }
    const first = openAt('?open=inc_1')
    fill(listFields()[0]!, 1)
    await flushPromises()
    // The text is stored for the object at which it was typed, whatever page is open when it is left.
    history.replaceState(null, '', '/incidents/cases?open=inc_2')
    dispatchEvent(new Event('pagehide'))
    first.unmount()
    document.body.innerHTML = ''
    const other = openAt('?open=inc_2')
    await flushPromises()
    expect(listValues().flat()).not.toContain('写着的 1')
    other.unmount()
    document.body.innerHTML = ''
    openAt('?open=inc_1')
    await flushPromises()
    expect(listValues().flat()).toContain('写着的 1')
    history.replaceState(null, '', '/')
  })
})
