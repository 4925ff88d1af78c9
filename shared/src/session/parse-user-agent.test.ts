import { describe, expect, it } from 'vitest'
import { deviceOf } from './parse-user-agent.ts'

describe('deviceOf', () => {
  it.each([
    ['Mozilla/5.0 (Linux; Android 15; wv) Chrome/130.0 Mobile Safari/537.36 wxwork/4.1.36', 'wecom', 'android'],
    [
      'Mozilla/5.0 (linux; Android 13; Phone; OpenHarmony 6.1) Chrome/132.0.0.0 Safari/537.36 Mobile wxwork/5.0.8',
      'wecom',
      'harmony',
    ],
    ['Mozilla/5.0 (Phone; OpenHarmony 5.0) Chrome/114.0 Safari/537.36  ArkWeb/4.1.6.1 Mobile', 'chrome', 'harmony'],
    ['Mozilla/5.0 (Linux; Android 10; HarmonyOS; ANA-AN00) Chrome/114.0 Mobile Safari/537.36', 'chrome', 'android'],
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148 wxwork/4.1.30', 'wecom', 'ios'],
    ['Mozilla/5.0 (Windows NT 10.0; WOW64) Chrome/129.0 Safari/537.36 wxwork/4.1.39', 'wecom', 'windows'],
    ['Mozilla/5.0 (Windows NT 10.0) Chrome/146.0 Safari/537.36 Edg/146.0', 'edge', 'windows'],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1.15', 'safari', 'mac'],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Chrome/146.0 Safari/537.36', 'chrome', 'mac'],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'firefox', 'linux'],
    ['', 'other', 'other'],
    ['curl/8.5', 'other', 'other'],
  ])('the device of %s is %s on %s', (userAgent, client, system) => {
    expect(deviceOf(userAgent)).toEqual({ client, system })
  })
})
