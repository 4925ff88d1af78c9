import { flushPromises } from '@vue/test-utils'
import { afterEach, expect, it } from 'vitest'
import { ApiError } from '../../api/api-error.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import ExemptionSheet from './components/exemptions/ExemptionSheet.vue'

afterEach(() => {
  document.body.innerHTML = ''
})

it('ExemptionSheet sends the same request with the same key, and a changed one with another', async () => {
  const keys: string[] = []
  const submit = (_draft: unknown, key: string) => {
    keys.push(key)
    return Promise.reject(new ApiError('offline'))
  }
  mountUi(ExemptionSheet, {
    props: { task: { id: 'pol_0sample1', title: '使用规范' }, start: { reason: '借调', until: '2026-06-30' } },
    parts: { api: fakeApi({ submit }) },
  })
  const form = document.querySelector('form')
  async function send(): Promise<void> {
    form?.dispatchEvent(new Event('submit', { cancelable: true }))
    await flushPromises()
  }
  await send()
  await send()
  expect(keys).toHaveLength(2)
  expect(keys[1]).toBe(keys[0])
  const reason = document.querySelector<HTMLInputElement>('[name=exemption-reason]')!
  reason.value = '长期借调'
  reason.dispatchEvent(new Event('input'))
  await send()
  expect(keys[2]).not.toBe(keys[0])
})

it('an incomplete ExemptionSheet sends nothing and focuses its first field that is not filled in', async () => {
  let sent = 0
  mountUi(ExemptionSheet, {
    props: { task: { id: 'pol_0sample1', title: '使用规范' }, start: null },
    parts: {
      api: fakeApi({
        submit: () => {
          sent += 1
          return Promise.reject(new ApiError('offline'))
        },
      }),
    },
  })
  const submit = async () => {
    document.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }))
    await flushPromises()
    return document.activeElement
  }
  const reason = document.querySelector<HTMLInputElement>('[name=exemption-reason]')!
  expect(await submit()).toBe(reason)
  reason.value = '借调'
  reason.dispatchEvent(new Event('input'))
  expect(await submit()).toBe(document.querySelector('[name=exemption-until]'))
  expect(sent).toBe(0)
})
