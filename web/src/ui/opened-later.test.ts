import { flushPromises } from '@vue/test-utils'
import { describe, expect, it, vi } from 'vitest'
import { mountUi } from '../testing/mount-ui.ts'
import DeskButton from './DeskButton.vue'
import { fetchOpened, openedLater } from './opened-later.ts'

const press = vi.fn()
const props = { kind: 'primary', onClick: press }

describe('a part that comes when it is opened', () => {
  it('is what it would have been', async () => {
    const part = mountUi(
      openedLater(() => Promise.resolve({ default: DeskButton })),
      { props, slots: { default: '同意' } },
    )
    expect(part.html()).toBe('')
    await flushPromises()
    await part.get('button').trigger('click')
    expect([part.text(), press.mock.calls.length]).toEqual(['同意', 1])
  })

  it('is there before, where it was fetched, and is fetched again after a failure', async () => {
    const load = vi.fn(() => Promise.resolve({ default: DeskButton }))
    load.mockRejectedValueOnce(new Error('no network'))
    const later = openedLater(load)
    fetchOpened()
    await flushPromises()
    fetchOpened()
    await flushPromises()
    expect(mountUi(later, { props, slots: { default: '同意' } }).text()).toBe('同意')
    expect(load).toHaveBeenCalledTimes(2)
  })
})
