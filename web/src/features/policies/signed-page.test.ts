import { flushPromises } from '@vue/test-utils'
import { afterEach, expect, it } from 'vitest'
import type { ReceiptView } from '@desk/shared/policies/policy-schemas'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleInitialState, samplePages } from '../../testing/samples/sample-pages.ts'
import { sampleReceipt } from '../../testing/samples/policies/sample-policies.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import SignedPage from './pages/SignedPage.vue'

afterEach(() => {
  document.body.innerHTML = ''
})

async function mountSigned(overrides: Partial<ReceiptView>) {
  const page = mountUi(SignedPage, {
    parts: {
      api: fakeApi({ home: () => Promise.resolve(samplePages.home.data) }),
      initialState: sampleInitialState({ name: 'policy-signed', data: { ...sampleReceipt, ...overrides } }),
    },
  })
  await flushPromises()
  return page
}
const linksOf = (page: Awaited<ReturnType<typeof mountSigned>>) =>
  page.findAll('a').map((link) => [link.text(), link.attributes('href')])

it('after a signature the page shows the result, a link to the receipt, and the next tasks', async () => {
  const page = await mountSigned({})
  expect(page.get('h1').text()).toBe('签收完成')
  expect(page.text()).toContain('3\u00a0月\u00a017\u00a0日，周二 10:36:52')
  expect(page.text()).not.toContain('以后有新版')
  expect(linksOf(page)).toContainEqual(['K7Q2-91FD查看凭证', '/receipts/K7Q2-91FD'])
  expect(linksOf(page)).toContainEqual(['完成', '/'])
  expect(page.get('#next').text()).toBe('接着办')
  expect(page.findAll('li')).toHaveLength(3)
})

it('the first signature explains what a new version will require', async () => {
  expect((await mountSigned({ basis: 'full' })).text()).toContain('以后有新版，只用看变了的条款')
})

it('a signature of an older version leads to the newer version', async () => {
  const page = await mountSigned({ state: 'newer' })
  expect(page.get('h1').text()).toBe('已有新版')
  expect(linksOf(page)).toContainEqual(['去看新版', '/policies/pol_0sample1'])
})

it('a signature that a later one replaced says so, and its heading does not congratulate', async () => {
  const replacedBy = { code: 'M3TR-55QX', label: '3.0', signedAt: '2026-09-17T02:00:00Z' }
  const page = await mountSigned({ validity: { state: 'replaced', until: '2026-09-17T02:00:00Z', replacedBy } })
  expect(page.get('h1').text()).toBe('已签收')
  expect(page.get('.stub').text()).toContain('已由后一次签收取代')
  expect(page.get('.stub').text()).not.toContain('有效')
})

it('other members see who signed, and no tasks', async () => {
  const page = await mountSigned({ isMine: false, basis: 'full' })
  expect(page.get('.stub').text()).toContain(sampleReceipt.signer?.name)
  expect(page.get('h1').text()).toBe('已签收')
  expect(page.find('#next').exists()).toBe(false)
  expect(page.text()).not.toContain('以后有新版')
})
