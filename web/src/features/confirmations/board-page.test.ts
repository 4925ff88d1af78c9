import { createApiClient } from '@desk/server/client'
import { flushPromises } from '@vue/test-utils'
import { expect, it, vi } from 'vitest'
import confirmations from '../../locales/zh-CN/confirmations.ts'
import { clickButton } from '../../testing/click-button.ts'
import { eventually } from '../../testing/eventually.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { recordHistory } from '../../testing/record-history.ts'
import { sampleConfirmationBoard } from '../../testing/samples/sample-confirmations.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import ConfirmationBoardPage from './pages/ConfirmationBoardPage.vue'

const { board: messages } = confirmations
const [person] = sampleConfirmationBoard.people.items
/** 46 of 50 confirmed, four did not, and three cannot answer. */
const counts = { confirmed: 44, in_person: 2, pending: 1, changed: 1, wrong: 1, left: 1, excluded: 3 }

async function open(path: string) {
  const items = [
    { ...person!, userid: 'a', state: 'changed', fields: ['position'] },
    { ...person!, userid: 'b', state: 'wrong', fields: ['telephone'] },
    { ...person!, userid: 'c', state: 'left', by: '李敏', fields: [] },
  ]
  const board = { ...sampleConfirmationBoard, counts, people: { items, next: null, total: 3 } }
  const fetch = async () => Promise.resolve(Response.json(board))
  const client = createApiClient('http://desk.test', { fetch }).api
  const page = mountUi(ConfirmationBoardPage, { path, parts: { api: fakeApi({ client }) } })
  await flushPromises()
  return page
}

it('the board says how many of those who are asked confirmed, with the equation of its denominator', async () => {
  const page = await open('/confirmations/cfc_0sample1/board')
  expect(page.get('section .confirm-big').element.parentElement?.textContent).toBe('46 / 50 人已核对')
  expect(page.findAll('.equation > li').map((line) => line.text())).toEqual([
    '50 应核对 = 46 已核对 + 1 未核对 + 1 信息已变 + 1 反映有误 + 1 已离开未上报',
    '应核对 50 = 范围内 53 − 不参与 3（未激活、停用或已离职）',
  ])
})

it('the exceptions link to the lists of their people, and the line of each person says what changed or was reported', async () => {
  const page = await open('/confirmations/cfc_0sample1/board?department=21')
  const exceptions = page.findAll('.note a').map((link) => [link.text(), link.attributes('href')])
  const listOf = (state: string) =>
    expect.stringMatching(new RegExp(`/board\\?department=21&state=${state}$`)) as string
  expect(exceptions).toEqual([
    ['信息已变 1', listOf('changed')],
    ['反映有误 1', listOf('wrong')],
    ['已离开未上报 1', listOf('left')],
  ])
  expect(page.findAll('.person-about').map((line) => line.text())).toEqual(['岗位已变', '反映座机有误', '李敏 反映'])
})

it('the board shows the first departments, and all of them on request', async () => {
  const [first] = sampleConfirmationBoard.departments
  const all = [22, 23, 24].map((department) => ({ ...first!, id: department, name: `${String(department)} 班` }))
  const board = { ...sampleConfirmationBoard, departments: all.slice(0, 1), departmentCount: all.length }
  const answers = [board, { ...board, departments: all }]
  const fetch = vi.fn((_input: RequestInfo | URL) => Promise.resolve(Response.json(answers.shift())))
  const client = createApiClient('http://desk.test', { fetch }).api
  const path = '/confirmations/cfc_0sample1/board'
  const page = mountUi(ConfirmationBoardPage, { path, parts: { api: fakeApi({ client }) } })
  await flushPromises()
  const names = () => page.findAll('.confirm-department-row > .row-title').map((name) => name.text())
  expect(names()).toEqual(['22 班'])
  await clickButton(page)(messages.moreDepartments(2))
  expect(names()).toEqual(['22 班', '23 班', '24 班'])
  expect(page.find('.list-end button').exists()).toBe(false)
  const requested = fetch.mock.calls.map(([input]) => new URL(input instanceof Request ? input.url : input).search)
  expect(requested).toEqual(['?departments=first', '?departments=all'])
})

it('a late answer to the end of a campaign does not close the sheet that was opened about a person meanwhile', async () => {
  const answers: ((response: Response) => void)[] = []
  const fetch = (_url: RequestInfo | URL, init?: RequestInit) =>
    init?.method === 'POST'
      ? new Promise<Response>((resolve) => {
          answers.push(resolve)
        })
      : Promise.resolve(Response.json(sampleConfirmationBoard))
  const client = createApiClient('http://desk.test', { fetch }).api
  const page = mountUi(ConfirmationBoardPage, {
    path: '/confirmations/cfc_0sample1/board',
    parts: { api: fakeApi({ client }) },
  })
  recordHistory(page)
  await flushPromises()
  await clickButton(page)(messages.end)
  document.querySelector('.sheet form')?.dispatchEvent(new Event('submit', { cancelable: true }))
  document.querySelector<HTMLElement>('.sheet-inner > button')?.click()
  await eventually(() => {
    expect(document.querySelector('.sheet')).toBeNull()
  })
  await page.get('.person-actions button').trigger('click')
  await flushPromises()
  expect(answers).toHaveLength(1)
  answers[0]?.(Response.json({}))
  await flushPromises()
  expect(document.querySelector('.sheet h2')?.textContent).toBe(messages.confirmTitle(person?.name ?? ''))
})
