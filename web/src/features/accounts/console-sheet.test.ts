import { flushPromises } from '@vue/test-utils'
import { createApiClient } from '@desk/server/client'
import type { OpeningView } from '@desk/shared/accounts/account-schemas'
import { describe, expect, it } from 'vitest'
import accounts from '../../locales/zh-CN/accounts.ts'
import { clickButton } from '../../testing/click-button.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleInitialState, samplePages } from '../../testing/samples/sample-pages.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import JoinerPage from './pages/JoinerPage.vue'

const { fields, detail: messages } = accounts
const joiner: OpeningView = {
  ...samplePages.joiner.data,
  state: 'by_hand',
  failure: null,
  allowed: ['look', 'withdraw', 'reveal'],
}

/** Opens the entry of an account that people create in the console. Returns its page, and what was posted. */
async function open() {
  const posted: string[] = []
  const fetch = async (url: RequestInfo | URL, init?: RequestInit) => {
    if (init?.method !== 'POST') return Promise.resolve(Response.json(joiner))
    const command = String(url).split('/').at(-1) ?? ''
    posted.push(command)
    const contact = { mobile: '13900011882', email: 'pa@lanjiang.example' }
    return Promise.resolve(Response.json(command === 'reveal' ? contact : { ...joiner, state: 'created', allowed: [] }))
  }
  const api = fakeApi({ client: createApiClient('http://desk.test', { fetch }).api })
  const initialState = sampleInitialState({ ...samplePages.joiner, data: joiner })
  const page = mountUi(JoinerPage, { parts: { api, initialState } })
  await flushPromises()
  const copied = () =>
    page.findAll('.copy-field').map((field) => [field.get('label').text(), field.get('textarea').element.value])
  return { page, posted, copied, click: clickButton(page) }
}

describe('the sheet of an account that is created in the console', () => {
  it('the sheet of an account that is created in the console has each value to copy, and the mobile number and email only once they are revealed', async () => {
    const { page, posted, copied, click } = await open()
    const nameAndUserid = [
      [fields.name, '帕孜莱提·艾尼'],
      [fields.userid, 'heming'],
    ]
    const departmentAndPosition = [
      [fields.department, '精加工车间/数控一班'],
      [fields.position, '数控操作工'],
    ]
    expect(page.get('section.joiner-fields').attributes('aria-label')).toBe(messages.createManually)
    expect(copied()).toEqual([...nameAndUserid, ...departmentAndPosition])
    await click(messages.reveal)
    expect(posted).toEqual(['reveal'])
    expect(copied()).toEqual([
      ...nameAndUserid,
      [fields.mobile, '13900011882'],
      [fields.email, 'pa@lanjiang.example'],
      ...departmentAndPosition,
    ])
    expect(page.get('section.joiner-fields').text()).not.toContain(messages.reveal)
  })

  it('the sheet of an account that is created in the console reads WeCom at once when its button is pressed, and disappears once the account exists', async () => {
    const { page, posted, click } = await open()
    await click(messages.check)
    expect(posted).toEqual(['look'])
    expect(page.find('section.joiner-fields').exists()).toBe(false)
  })
})
