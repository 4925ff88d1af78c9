import { describe, expect, it } from 'vitest'
import { nameKeysOf } from './name-search-keys.ts'

describe('name search keys', () => {
  it.each([
    ['李敏', 'limin', 'lm'],
    ['单雄信', 'shanxiongxin', 'sxx'],
    ['曾国藩', 'zengguofan', 'zgf'],
    ['欧阳若楠', 'ouyangruonan', 'oyrn'],
    ['吕梦洁', 'lvmengjie', 'lmj'],
    ['阿依古丽·买买提', 'ayigulimaimaiti', 'ayglmmt'],
    ['段志远（外协）', 'duanzhiyuanwaixie', 'dzywx'],
    ['Bob Li', 'bobli', 'bl'],
    ['José 王', 'josewang', 'jw'],
    ['郭𠮷', 'guo', 'g'],
    ['😀', '', ''],
    ['', '', ''],
  ])('the search keys of %s are %s and %s', async (name, pinyin, initials) => {
    expect(await nameKeysOf(name)).toEqual({ nameKey: name.toLowerCase(), pinyin, initials })
  })

  it('the name key of a long text without capital letters is the text itself', async () => {
    for (const part of ['𠮷', '\u202e', '<img onerror>', '\u0301', '单']) {
      const text = part.repeat(64)
      expect((await nameKeysOf(text)).nameKey).toBe(text)
    }
  })
})
