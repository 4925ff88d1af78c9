import { createApiClient } from '@desk/server/client'
import { flushPromises } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleConfirmationBoard } from '../../testing/samples/sample-confirmations.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import ConfirmationBoardPage from './pages/ConfirmationBoardPage.vue'

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

it('the board says how many of those who are asked confirmed, and how many cannot answer', async () => {
  const page = await open('/confirmations/cfc_0sample1/board')
  expect(page.get('section .confirm-big').element.parentElement?.textContent).toBe('46 / 50 人已核对')
  expect(page.text()).toContain('另有 3 人未激活、停用或已离职，不参与')
})

it('the exceptions open their people, and each person says what is to be done', async () => {
  const page = await open('/confirmations/cfc_0sample1/board?department=21')
  const exceptions = page.findAll('.note a').map((one) => [one.text(), one.attributes('href')])
  const listOf = (state: string) =>
    expect.stringMatching(new RegExp(`/board\\?department=21&state=${state}$`)) as string
  expect(exceptions).toEqual([
    ['信息已变 1', listOf('changed')],
    ['反映有误 1', listOf('wrong')],
    ['已离开未上报 1', listOf('left')],
  ])
  expect(page.findAll('.person-about').map((one) => one.text())).toEqual(['岗位已变', '反映座机有误', '李敏 反映'])
})
