import { describe, expect, it } from 'vitest'
import en from '../../locales/en/audit.ts'
import zh from '../../locales/zh-CN/audit.ts'
import { sourceText } from './entry-source.ts'

const liMin = { userid: 'limin', name: '李敏' }
const job = { userid: 'system:audit', name: 'system:audit' }

describe('sourceText', () => {
  it.each([
    [{ clientNetwork: '10.2.3' }, '网络 10.2.3', 'network 10.2.3'],
    [{ device: 'wecom/ios', ref: 'r1' }, '企业微信 · 苹果手机', 'WeCom · iPhone or iPad'],
    [
      { client: 'chrome', system: 'windows', network: '116.24' },
      'Chrome · Windows 电脑，网络 116.24',
      'Chrome · Windows, network 116.24',
    ],
  ])(
    'sourceText of an entry with %j names the device and the network that it contains',
    (details, inChinese, inEnglish) => {
      expect(sourceText({ actor: liMin, details }, zh.sources)).toBe(inChinese)
      expect(sourceText({ actor: liMin, details }, en.sources)).toBe(inEnglish)
    },
  )

  it.each([
    {},
    { device: 'toaster/ios' },
    { client: 'chrome' },
    { network: '' },
    { network: 'unknown' },
    { clientNetwork: 7 },
  ])('sourceText of an entry of a person with %j, which names no known device or network, is null', (details) => {
    expect(sourceText({ actor: liMin, details }, zh.sources)).toBeNull()
  })

  it('sourceText of an entry of a job is the server', () => {
    expect(sourceText({ actor: job, details: {} }, zh.sources)).toBe('服务器')
  })
})
