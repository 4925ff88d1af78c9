import { flushPromises } from '@vue/test-utils'
import { createApiClient } from '@desk/server/client'
import type { UrgeAnswer } from '@desk/shared/policies/board-schemas'
import { afterEach, expect, it, vi } from 'vitest'
import { mountUi } from '../../testing/mount-ui.ts'
import { pressIn } from '../../testing/press.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import { lists } from '../../words/zh-cn/home.ts'
import { policyAdmin } from '../../words/zh-cn/policy-admin.ts'
import UrgeBar from './components/UrgeBar.vue'

afterEach(() => {
  document.body.innerHTML = ''
})

const words = policyAdmin.board

function shown(known: UrgeAnswer | null, answers: Response[]) {
  const fetch = vi.fn((_input: RequestInfo | URL, _init?: RequestInit) => Promise.resolve(answers.shift()!))
  const bar = mountUi(UrgeBar, {
    props: { policyId: 'pol_0sample1', department: 12, known },
    parts: { api: fakeApi({ client: createApiClient('http://desk.test', { fetch }).api }) },
  })
  const asked = () => fetch.mock.calls.map(([input]) => String(input instanceof Request ? input.url : input))
  return { bar, asked, press: pressIn(bar) }
}

it('urges whom the board says, and from then on there is nobody left', async () => {
  const { bar, asked, press } = shown({ reached: 67, skipped: 0 }, [Response.json({ reached: 67, skipped: 0 })])
  await flushPromises()
  expect(asked()).toEqual([])
  await press(words.urge(67))
  expect(bar.text()).toContain(words.urgeNone)
  expect(bar.find('button').exists()).toBe(false)
})

it('counts who is left where somebody was urged that day, says so meanwhile, and asks once more after a failure', async () => {
  const { bar, asked, press } = shown(null, [
    new Response(null, { status: 500 }),
    Response.json({ reached: 3, skipped: 12 }),
  ])
  expect(bar.text()).toBe(words.urgeWait)
  await flushPromises()
  expect(bar.text()).toContain(lists.notRead)
  await press(lists.retry)
  expect(bar.text()).toContain(words.urgeHint(3, 12))
  expect(bar.text()).toContain(words.urge(3))
  expect(new Set(asked())).toEqual(new Set(['http://desk.test/api/policies/pol_0sample1/reach?department=12']))
})
