import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import { mountUi } from './mount-ui.ts'
import { sampleInitialState } from './samples/sample-pages.ts'
import { sampleLostCase, sampleLostForm } from './samples/sample-lost.ts'
import { lost as messages } from '../locales/zh-CN/lost-device.ts'
import CaseActions from '../features/lost-device/components/CaseActions.vue'
import CaseDecisionBar from '../features/lost-device/components/CaseDecisionBar.vue'
import LostDevicePage from '../features/lost-device/pages/LostDevicePage.vue'

afterEach(() => {
  document.body.innerHTML = ''
})

const sources = Object.entries(
  import.meta.glob<string>('../features/**/*.vue', { query: '?raw', import: 'default', eager: true }),
)

/** Choices that are not a statement of the user: their consequences are shown before submitting. */
const commands = [
  'PublishForm.vue kind',
  'GroupForm.vue templateId',
  'InboxFilterSheet.vue grouping',
  'IncidentReportPage.vue naming',
]
/** Questions that are asked on several pages. The answer is a variable of the page, which the test examines instead. */
const shared = ['LastSeenChoice', 'LossReasonChoice']
/** Preselected for users with a single option; tested below. */
const preselected = ['LostDevicePage.vue who']

const asked = new RegExp(
  `(?:<RadioCards|<RadioList|type="radio"|<${shared.join('|<')})[^>]*?|<input v-model="(\\w+)" type="radio"`,
  'g',
)
const choices = sources.flatMap(([path, text]) =>
  [...text.matchAll(asked)]
    .map((match) => match[1] ?? /v-model="(\w+)"/.exec(text.slice(match.index, match.index + 200))?.[1] ?? '')
    .filter(
      (model) =>
        model !== '' &&
        !(path.endsWith('RadioCards.vue') && model === 'value') &&
        ![...shared, 'KindTiles'].some((name) => path.endsWith(`/${name}.vue`)),
    )
    .map((model) => `${path.split('/').at(-1) ?? ''} ${model}`),
)

describe('choices that are stored as a statement of the user', () => {
  it.each([...new Set(choices)].filter((choice) => !commands.includes(choice) && !preselected.includes(choice)))(
    'a choice that is stored as a statement of the user is not made beforehand: %s',
    (choice) => {
      const [file = '', model = ''] = choice.split(' ')
      const text = sources.find(([path]) => path.endsWith(`/${file}`))?.[1] ?? ''
      expect(text).toMatch(
        new RegExp(`const ${model} = shallowRef<[^=]*\\| null>\\((null|props\\.initial\\?\\.\\w+ \\?\\? null)\\)`),
      )
    },
  )

  it('the test finds at least ten choices', () => {
    expect(choices.length).toBeGreaterThanOrEqual(10)
  })
})

const checked = () =>
  [...document.querySelectorAll<HTMLInputElement>('input:checked')].map(({ name, value }) => [name, value])
const openForm = (wards = sampleLostForm.wards) => {
  const initialState = sampleInitialState({ name: 'lost-device', data: { ...sampleLostForm, wards } })
  return mountUi(LostDevicePage, { parts: { initialState } })
}

describe('the lost-device report', () => {
  it('the report has no preselected time or reason and can be sent at once', () => {
    const page = openForm([])
    expect(checked()).toEqual([['who', 'self']])
    expect(page.get('[role=slider]').text()).toBe('右滑锁定「郭𠮷」的账号')
  })

  it('a guardian first chooses the account, which the slider names', async () => {
    const page = openForm()
    expect(checked()).toEqual([])
    expect(page.find('[role=slider]').exists()).toBe(false)
    expect(page.text()).toContain(messages.chooseWho)
    await page.get('input[value="wangxiaoyu"]').setValue()
    expect(page.get('[role=slider]').text()).toBe('右滑锁定「王小雨」的账号')
  })
})

describe('statements about a case', () => {
  const actions: unknown[] = []
  const open = (action: 'identify' | 'accept' | 'amend' | 'doubt') =>
    mountUi(action === 'accept' ? CaseDecisionBar : CaseActions, {
      props: {
        lostCase: { ...sampleLostCase, allowed: [action] },
        isBusy: false,
        error: null,
        runAction: (act: unknown) => Promise.resolve(actions.push(act) > 0),
      },
    })
  async function send(): Promise<void> {
    document.querySelector('[role=dialog] form')?.dispatchEvent(new Event('submit', { cancelable: true }))
    await flushPromises()
  }
  afterEach(() => {
    actions.length = 0
  })

  it.each(['identify', 'accept'] as const)('the action %s requires a chosen channel', async (action) => {
    const page = open(action)
    await page.get('.case-actions > .van-button, [data-bottom-bar] .van-button').trigger('click')
    expect(checked()).toEqual([])
    await send()
    expect([actions.length, document.querySelector('.error-text')?.textContent]).toEqual([0, messages.channelMissing])
    const met = document.querySelector<HTMLInputElement>('input[value="in_person"]')
    met?.click()
    await send()
    expect(actions).toHaveLength(1)
  })

  it('an amendment contains only the chosen values', async () => {
    const page = open('amend')
    await page.get('.case-actions > .van-button').trigger('click')
    expect(checked()).toEqual([])
    await send()
    expect([actions.length, document.querySelector('.error-text')?.textContent]).toEqual([0, messages.amendNothing])
  })

  it('a doubt about the identity of the owner requires a reason', async () => {
    const page = open('doubt')
    await page.get('.case-actions > .van-button').trigger('click')
    await send()
    expect(actions).toHaveLength(0)
    const reason = document.querySelector<HTMLTextAreaElement>('textarea[name=reason]')!
    reason.value = '声音不对'
    reason.dispatchEvent(new Event('input'))
    await send()
    expect(actions).toHaveLength(1)
  })
})
