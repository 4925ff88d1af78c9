import { DAY_MS } from '@desk/shared/kernel/durations'
import { describe, expect, it } from 'vitest'
import { createOnCallPhoneCache } from './on-call-phone-cache.ts'
import { fakeDevice } from '../../testing/with-setup.ts'

const phones = [{ name: '陈海燕', phone: '138 0000 2046' }]

describe('createOnCallPhoneCache', () => {
  it('phones are stored per company and stale after a day', () => {
    const device = fakeDevice()
    const first = createOnCallPhoneCache(device, 'corp')
    expect([first.read(), first.isStale()]).toEqual([[], true])
    first.save(phones)
    const later = createOnCallPhoneCache(device, 'corp')
    expect([later.read(), later.isStale()]).toEqual([phones, false])
    expect(createOnCallPhoneCache({ ...device, now: () => device.now() + DAY_MS }, 'corp').isStale()).toBe(true)
    expect(createOnCallPhoneCache(device, 'another').read()).toEqual([])
  })

  it('an empty roster clears the stored phones', () => {
    const device = fakeDevice()
    createOnCallPhoneCache(device, 'corp').save(phones)
    createOnCallPhoneCache(device, 'corp').save([])
    expect(createOnCallPhoneCache(device, 'corp').read()).toEqual([])
  })

  it('missing storage and malformed entries give no phones', () => {
    const bare = createOnCallPhoneCache({ ...fakeDevice(), storage: null }, 'corp')
    bare.save(phones)
    expect([bare.read(), bare.isStale()]).toEqual([[], false])
    const stored = new Map<string, string>()
    createOnCallPhoneCache(fakeDevice(stored), 'corp').save(phones)
    for (const key of stored.keys()) stored.set(key, '{')
    expect(createOnCallPhoneCache(fakeDevice(stored), 'corp').read()).toEqual([])
  })
})
