import { DAY_MS } from '@desk/shared/kernel/durations'
import { describe, expect, it } from 'vitest'
import { dutyPhonesOn } from './on-call-phone-cache.ts'
import { fakeDevice } from '../../testing/with-setup.ts'

const phones = [{ name: '陈海燕', phone: '138 0000 2046' }]

describe('the number on duty', () => {
  it('is kept on the device for whoever has no network later, and is old after a day', () => {
    const device = fakeDevice()
    const first = dutyPhonesOn(device, 'corp')
    expect([first.read(), first.isOld()]).toEqual([[], true])
    first.keep(phones)
    const later = dutyPhonesOn(device, 'corp')
    expect([later.read(), later.isOld()]).toEqual([phones, false])
    expect(dutyPhonesOn({ ...device, now: () => device.now() + DAY_MS }, 'corp').isOld()).toBe(true)
    expect(dutyPhonesOn(device, 'another').read()).toEqual([])
  })

  it('is nobody’s any more once the roster is empty', () => {
    const device = fakeDevice()
    dutyPhonesOn(device, 'corp').keep(phones)
    dutyPhonesOn(device, 'corp').keep([])
    expect(dutyPhonesOn(device, 'corp').read()).toEqual([])
  })

  it('does without a storage, and with one that holds something else', () => {
    const bare = dutyPhonesOn({ ...fakeDevice(), storage: null }, 'corp')
    bare.keep(phones)
    expect([bare.read(), bare.isOld()]).toEqual([[], false])
    const stored = new Map<string, string>()
    dutyPhonesOn(fakeDevice(stored), 'corp').keep(phones)
    for (const key of stored.keys()) stored.set(key, '{')
    expect(dutyPhonesOn(fakeDevice(stored), 'corp').read()).toEqual([])
  })
})
