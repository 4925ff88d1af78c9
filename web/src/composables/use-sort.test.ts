import { flushPromises, mount } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import { useSort } from './use-sort.ts'

it('an order is read from the address and written there, beside what else the address says', async () => {
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/settings/roles', component: { template: '<i />' } }],
  })
  await router.push('/settings/roles?q=li&sort=-name')
  const Table = {
    setup: () => useSort(['name', 'since'], { by: 'since', isDescending: true }),
    template: `<button @click="sortBy({ by: 'since', isDescending: false })">{{ sort.by }} {{ sort.isDescending }}</button>`,
  }
  const table = mount(Table, { global: { plugins: [router] } })
  expect(table.text()).toBe('name true')
  await table.get('button').trigger('click')
  await flushPromises()
  expect(router.currentRoute.value.query).toEqual({ q: 'li', sort: 'since' })
  expect(table.text()).toBe('since false')
})
