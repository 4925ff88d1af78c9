import { describe, expect, it } from 'vitest'
import { readPreferences } from './read-preferences.ts'

const hints = { cookies: {}, userAgent: '', acceptLanguage: '' }

describe('readPreferences', () => {
  it.each([
    ['wxwork/4.1.36 Language/zh ColorScheme/Light', 'en-US,en', 'zh-CN'],
    ['wxwork/4.1.36 Language/en', 'zh-CN', 'en'],
    ['Mozilla/5.0', 'en-GB,en;q=0.9', 'en'],
    ['Mozilla/5.0', '', 'zh-CN'],
    ['Mozilla/5.0', 'fr', 'zh-CN'],
  ])('the language of the user agent %s with the header %s is %s', (userAgent, acceptLanguage, language) => {
    expect(readPreferences({ ...hints, userAgent, acceptLanguage }).language).toBe(language)
  })

  it.each([
    ['en', 'wxwork/4.1.36 Language/zh', 'zh-CN', 'en'],
    ['zh-CN', 'wxwork/4.1.36 Language/en', 'en-GB', 'zh-CN'],
    ['zh-CN', 'Mozilla/5.0', 'en-GB', 'zh-CN'],
  ])(
    'the setting %s outweighs the user agent %s and the header %s',
    (desk_lang, userAgent, acceptLanguage, language) => {
      expect(readPreferences({ cookies: { desk_lang }, userAgent, acceptLanguage }).language).toBe(language)
    },
  )

  it('readPreferences uses valid cookie values and ignores invalid ones', () => {
    const cookies = { desk_lang: 'en', desk_theme: 'dark', desk_mode: 'care' }
    expect(readPreferences({ ...hints, cookies })).toEqual({ language: 'en', theme: 'dark', mode: 'care' })
    const nonsense = { desk_lang: 'xx', desk_theme: '"><script>', desk_mode: 'evil' }
    expect(readPreferences({ ...hints, cookies: nonsense })).toEqual({
      language: 'zh-CN',
      theme: 'auto',
      mode: 'normal',
    })
  })
})
