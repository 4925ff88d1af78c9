import { createApiClient } from '@desk/server/client'
import type { CheckedRow } from '@desk/shared/accounts/account-schemas'
import { flushPromises } from '@vue/test-utils'
import { beforeEach, expect, it, vi } from 'vitest'
import accounts from '../../locales/zh-CN/accounts.ts'
import { errors } from '../../locales/zh-CN/parts/failures.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleInitialState, samplePages } from '../../testing/samples/sample-pages.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import JoinerNewPage from './pages/JoinerNewPage.vue'

let addressNo = 0
beforeEach(() => {
  // Typed text is stored per address.
  history.replaceState(null, '', `/joiners/new/${String((addressNo += 1))}`)
})

type Answer = () => Promise<Response>

/** Opens the page; submissions are answered in turn, and a check finds these faults. */
function open(answers: Answer[], faults: CheckedRow['faults'] = []) {
  const submitted: { key: string | null; body: string }[] = []
  const fetch = (url: RequestInfo | URL, init?: RequestInit) => {
    if (String(url).endsWith('/check')) return Promise.resolve(Response.json({ rows: [{ faults, notices: [] }] }))
    submitted.push({ key: new Headers(init?.headers).get('idempotency-key'), body: String(init?.body) })
    return answers.shift()!()
  }
  const page = mountUi(JoinerNewPage, {
    parts: {
      api: fakeApi({ client: createApiClient('http://desk.test', { fetch }).api }),
      initialState: sampleInitialState(samplePages['joiner-new']),
    },
  })
  const name = page.get<HTMLInputElement>('input[name=name]')
  const submit = async () => {
    await page.get('form').trigger('submit')
    await flushPromises()
  }
  return { page, name, submitted, submit }
}

it('text that is typed while an entry is being submitted is kept, and is submitted only when the form is sent again', async () => {
  let answer: () => void = () => undefined
  const held: Answer = () =>
    new Promise<Response>((resolve) => {
      answer = () => {
        resolve(Response.json({ joiner: null }))
      }
    })
  const { name, submitted, submit } = open([held, held])
  await name.setValue('吴桐')
  await submit()
  await name.setValue('吴彤')
  answer()
  await flushPromises()
  expect(submitted).toHaveLength(1)
  expect(submitted[0]?.body).toContain('吴桐')
  expect(name.element.value).toBe('吴彤')
  await submit()
  answer()
  await flushPromises()
  expect(submitted[1]?.body).toContain('吴彤')
  expect(name.element.value).toBe('')
})

it('an entry that was stored, and whose answer was lost, is submitted again with its key, and opened', async () => {
  const { page, name, submitted, submit } = open(
    [() => Promise.reject(new TypeError('Failed to fetch')), () => Promise.resolve(Response.json({ joiner: 'opn_1' }))],
    // The check finds the entry that is already stored.
    [{ field: 'mobile', code: 'open' }],
  )
  const replace = vi.spyOn(page.vm.$router, 'replace')
  await name.setValue('吴桐')
  await submit()
  expect(page.findAll('[role=alert]').map((alert) => alert.text())).toContain(errors.offline)
  await submit()
  expect(submitted).toHaveLength(2)
  expect(submitted[1]).toEqual(submitted[0])
  expect(replace).toHaveBeenCalledExactlyOnceWith('/joiners/opn_1')
})

it('a refused entry shows its faults with the details that the check adds, and focuses the first faulty field', async () => {
  const details = { fields: [{ path: 'rows.1.position', code: 'too_long' }] }
  const error = { code: 'account.faulty_rows', requestId: 'r', details }
  const { page, name, submit } = open(
    [() => Promise.resolve(Response.json({ error }, { status: 422 }))],
    [{ field: 'position', code: 'too_long', count: 12 }],
  )
  await name.setValue('吴桐')
  await submit()
  expect(page.text()).toContain(accounts.faults.too_long(12))
  expect(page.text()).toContain(accounts.form.faults(1))
  expect(name.element.value).toBe('吴桐')
  expect(document.activeElement).toBe(page.get('[name=position]').element)
})
