import { flushPromises } from '@vue/test-utils'
import { createApiClient } from '@desk/server/client'
import { afterEach, expect, it, vi } from 'vitest'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleGuardians } from '../../testing/samples/sample-lost.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import { guardianMessages as messages } from '../../locales/zh-CN/parts/lost-device/guardians.ts'
import GuardiansPage from './pages/GuardiansPage.vue'

afterEach(() => {
  document.body.innerHTML = ''
})

it('GuardiansPage separates invitations from wards and explains what accepting means', async () => {
  const [asking] = sampleGuardians.wards
  if (!asking) throw new Error('the sample has no invitation')
  const accepted = { ...sampleGuardians, wards: [{ ...asking, state: 'accepted' as const }] }
  const lists = [sampleGuardians, accepted]
  const fetch = vi.fn(() => Promise.resolve(Response.json(lists.shift())))
  const api = fakeApi({ client: createApiClient('http://desk.test', { fetch }).api })
  const page = mountUi(GuardiansPage, { parts: { api } })
  await flushPromises()
  const heads = () => page.findAll('h2').map((head) => head.text())

  expect(heads()).toEqual([messages.invitations, messages.mine])
  expect(page.text()).toContain('孙浩邀请你担任守护人')
  expect(page.text()).toContain(messages.invitationHint)
  expect(page.get('[aria-label="拒绝：孙浩"]').text()).toBe('拒绝')
  await page.get('[aria-label="接受：孙浩"]').trigger('click')
  await flushPromises()
  expect(heads()).toEqual([messages.theirs, messages.mine])
  expect(page.get('[aria-label="不再担任：孙浩"]').text()).toBe('不再担任')
})
