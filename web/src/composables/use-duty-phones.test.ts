import { describe, expect, it, vi } from 'vitest'
import { fakeDevice, withSetup } from '../testing/with-setup.ts'
import { useDutyPhones } from './use-duty-phones.ts'

const phones = [{ name: '陈海燕', phone: '138 0000 2046' }]
const DAY_MS = 24 * 60 * 60_000

describe('the number on duty', () => {
  it('is kept on the device for whoever has no network later, and is old after a day', () => {
    const stored = new Map<string, string>()
    const device = fakeDevice(stored)
    const first = withSetup(() => useDutyPhones(), { device })
    expect([first.phones.value, first.isOld()]).toEqual([[], true])
    first.keep(phones)
    const later = withSetup(() => useDutyPhones(), { device })
    expect([later.phones.value, later.isOld()]).toEqual([phones, false])
    vi.spyOn(device, 'now').mockReturnValue(device.now() + DAY_MS)
    expect([later.phones.value, later.isOld()]).toEqual([phones, true])
  })

  it('is nobody’s any more once the roster is empty', () => {
    const device = fakeDevice()
    withSetup(() => useDutyPhones(), { device }).keep(phones)
    withSetup(() => useDutyPhones(), { device }).keep([])
    expect(withSetup(() => useDutyPhones(), { device }).phones.value).toEqual([])
  })

  it('does without a storage, and with one that holds something else', () => {
    const none = { ...fakeDevice(), storage: null }
    const bare = withSetup(() => useDutyPhones(), { device: none })
    bare.keep(phones)
    expect([bare.phones.value, bare.isOld()]).toEqual([phones, false])
    const stored = new Map<string, string>()
    withSetup(() => useDutyPhones(), { device: fakeDevice(stored) }).keep(phones)
    for (const key of stored.keys()) stored.set(key, '{')
    expect(withSetup(() => useDutyPhones(), { device: fakeDevice(stored) }).phones.value).toEqual([])
  })
})
