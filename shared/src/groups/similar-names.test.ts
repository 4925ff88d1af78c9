import { describe, expect, it } from 'vitest'
import { MIN_LIKENESS, gramsOf, likeness } from './similar-names.ts'

const emptyName = { topic: '', pinyin: '' }

describe('gramsOf', () => {
  it.each([
    ['来料异常', 'lailiao', ['=来料', '=料异', '=异常', '~lai', '~ail', '~ili', '~lia', '~iao']],
    ['each once', 'aaaaa', ['=ea', '=ac', '=ch', '=ho', '=on', '=nc', '=ce', '~aaa']],
    ['来-料 ①', 'l', ['=来料', '=料1', '~l']],
    ['来', '', ['=来']],
    ['！？', '…', []],
  ])('gramsOf returns the grams of the topic %s with the pinyin %s', (topic, pinyin, grams) => {
    expect(gramsOf({ topic, pinyin })).toEqual(grams)
  })
})

describe('likeness', () => {
  it.each([
    ['the same name', { topic: '来料异常', pinyin: 'lailiao' }, { topic: '来料异常', pinyin: 'lailiao' }, 1],
    ['half of the text', { topic: '来料异常', pinyin: '' }, { topic: '来料', pinyin: '' }, MIN_LIKENESS],
    ['by sound alone', { topic: '来料', pinyin: 'lailiao' }, { topic: '赖聊', pinyin: 'lailiao' }, 1],
    ['by spelling alone', { topic: '重庆', pinyin: 'chongqing' }, { topic: '重庆', pinyin: 'zhonqin' }, 1],
    ['text is not taken for sound', { topic: 'lai', pinyin: '' }, { topic: '', pinyin: 'lai' }, 0],
    ['nothing and nothing', emptyName, emptyName, 0],
    ['something and nothing', { topic: '来料', pinyin: '' }, emptyName, 0],
  ])('likeness has the expected value, in both directions: %s', (_name, one, other, expected) => {
    expect(likeness(one, other)).toBe(expected)
    expect(likeness(other, one)).toBe(expected)
  })
})
