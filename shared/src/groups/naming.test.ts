import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lengthOf } from '../kernel/text-length.ts'
import {
  archivedName,
  composeName,
  NAME_MAX,
  type NameInput,
  nameKeyOf,
  type NamingRules,
  WECOM_NAME_MAX,
} from './naming.ts'
import { MIN_LIKENESS, likeness } from './similar-names.ts'

const rules: NamingRules = {
  separator: '-',
  kinds: ['项目', '专项', '长期'],
  bannedWords: ['全员', 'VIP'],
  saysDepartment: true,
  isTopicFirst: true,
  saysUntil: true,
}
const input = (topic: string, overrides: Partial<NameInput> = {}): NameInput => ({
  department: '质量部',
  topic,
  kind: '专项',
  until: '2026-06-30',
  ...overrides,
})
// `L1` to `L6` in titles: attacks listed in docs/security.md.
const problem = (topic: string, overrides: Partial<NameInput> = {}) =>
  composeName(rules, input(topic, overrides)).problem

describe('composeName', () => {
  it('composeName joins the parts in order', () => {
    expect(composeName(rules, input('来料异常'))).toEqual({
      name: '来料异常-质量部-专项-至26年6月',
      parts: [
        { role: 'topic', text: '来料异常' },
        { role: 'department', text: '质量部' },
        { role: 'kind', text: '专项' },
        { role: 'until', text: '至26年6月' },
      ],
      length: 18,
      problem: null,
    })
    expect(composeName({ ...rules, isTopicFirst: false }, input('来料异常')).name).toBe(
      '质量部-来料异常-专项-至26年6月',
    )
    expect(composeName({ ...rules, saysDepartment: false }, input('来料', { until: null })).name).toBe('来料-专项')
  })

  it.each([
    ['L2 zero-width', '来\u200b料', { code: 'unseen_sign', at: 2, character: 'U+200B' }],
    ['L2 word joiner', '来料\u2060', { code: 'unseen_sign', at: 3, character: 'U+2060' }],
    ['L2 byte order mark', '\ufeff来料', { code: 'unseen_sign', at: 1, character: 'U+FEFF' }],
    ['L2 bidi override', '来料\u202e', { code: 'unseen_sign', at: 3, character: 'U+202E' }],
    ['L2 bidi isolate', '来\u2066料', { code: 'unseen_sign', at: 2, character: 'U+2066' }],
    ['L2 control', '来\u0007料', { code: 'unseen_sign', at: 2, character: 'U+0007' }],
    ['L2 tag', '来\u{e0041}料', { code: 'unseen_sign', at: 2, character: 'U+E0041' }],
    ['L2 Hangul filler', '来\u3164料', { code: 'unseen_sign', at: 2, character: 'U+3164' }],
    ['L2 Hangul choseong filler', '\u115f料', { code: 'unseen_sign', at: 1, character: 'U+115F' }],
    ['L2 Braille blank', '来\u2800', { code: 'unseen_sign', at: 2, character: 'U+2800' }],
    ['L3 Cyrillic а in a Latin word', 'Fin\u0430nce', { code: 'strange_script', at: 4, character: 'U+0430' }],
    ['L6 NUL', '来\u0000料', { code: 'unseen_sign', at: 2, character: 'U+0000' }],
    ['L6 half a pair', '来\ud800', { code: 'unseen_sign', at: 2, character: 'U+D800' }],
    ['line break', '来\n料', { code: 'unseen_sign', at: 2, character: 'U+000A' }],
  ])('a topic with %s is refused with its position', (_name, topic, expected) => {
    expect(problem(topic)).toEqual(expected)
  })

  it.each([
    ['L4 rare character', '𠮷野家改造'],
    ['L4 rare character of the first extension', '㛃样品'],
    ['L4 middle dot', '阿依古丽·买买提欢迎会'],
    ['L4 one character', '质'],
    ['L4 twenty characters', '一'.repeat(20)],
    ['Latin and digits', 'ISO 9001 复审'],
    ['a character beyond the first plane', '新品🚀'],
  ])('a topic with %s is accepted: %s', (_name, topic) => {
    expect(problem(topic)).toBeNull()
  })

  it('L1: composed and decomposed, wide and narrow spellings give one name', () => {
    expect(composeName(rules, input('Café')).name).toBe(composeName(rules, input('Cafe\u0301')).name)
    expect(nameKeyOf('ＡＢＣ来料')).toBe(nameKeyOf('abc来料'))
  })

  it('L5: the length is counted in code points, with room for the archive prefix', () => {
    const room = NAME_MAX - lengthOf('质量部--专项-至26年6月')
    expect(problem('𠮷'.repeat(room))).toBeNull()
    expect(problem('𠮷'.repeat(room + 3))).toEqual({ code: 'too_long', over: 3 })
  })

  it.each([
    ['', { code: 'topic_empty' }],
    ['  ', { code: 'topic_empty' }],
    ['来料-异常', { code: 'separator_inside', at: 3, character: '-' }],
    ['公司全 员通知', { code: 'banned_word', word: '全员' }],
    ['ｖｉｐ客户', { code: 'banned_word', word: 'VIP' }],
  ])('composeName names the rule that the topic %j breaks', (topic, expected) => {
    expect(problem(topic)).toEqual(expected)
  })

  it('composeName refuses an unknown kind', () => {
    expect(problem('来料', { kind: '闲聊' })).toEqual({ code: 'kind_unknown' })
  })
})

const anyText = fc.oneof(fc.string({ unit: 'binary', maxLength: 80 }), fc.string({ unit: 'grapheme', maxLength: 80 }))
const anyInput = fc.record({
  department: fc.oneof(fc.constant('质量部'), anyText),
  topic: anyText,
  kind: fc.constantFrom('项目', '专项', '闲聊'),
  until: fc.constantFrom(null, '2026-06-30', '2031-12-31'),
})

describe('composeName with any Unicode', () => {
  it('composeName never throws, is deterministic, and an accepted name fits even when archived', () => {
    fc.assert(
      fc.property(anyInput, (generated) => {
        const first = composeName(rules, generated)
        expect(composeName(rules, generated)).toEqual(first)
        expect(first.length).toBe(lengthOf(first.name))
        if (first.problem !== null) return
        expect(lengthOf(archivedName(first.name))).toBeLessThanOrEqual(WECOM_NAME_MAX)
        expect(first.name).toBe(first.name.normalize('NFC'))
        expect(first.name).not.toMatch(/[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u0000-\u001f]/u)
      }),
      { numRuns: 2000 },
    )
  })

  it('every part appears in the name unchanged', () => {
    fc.assert(
      fc.property(anyInput, (generated) => {
        const { name, parts, problem: broken } = composeName(rules, generated)
        if (broken === null)
          expect(name.split(rules.separator).join('')).toBe(
            parts
              .map(({ text }) => text)
              .join('')
              .split(rules.separator)
              .join(''),
          )
      }),
    )
  })

  it('composing from a normalized topic gives the same name', () => {
    fc.assert(
      fc.property(anyInput, (generated) => {
        const { parts, problem: broken, name } = composeName(rules, generated)
        if (broken !== null) return
        const topic = parts.find(({ role }) => role === 'topic')?.text ?? ''
        expect(composeName(rules, { ...generated, topic }).name).toBe(name)
      }),
    )
  })
})

describe('likeness', () => {
  const searchable = (topic: string, pinyin: string) => ({ topic, pinyin })
  it.each([
    [
      'a topic with a word added',
      searchable('来料异常', 'lailiaoyichang'),
      searchable('来料异常处理', 'lailiaoyichangchuli'),
      true,
    ],
    ['the same sound', searchable('来料异常', 'lailiaoyichang'), searchable('来料议常', 'lailiaoyichang'), true],
    ['another topic', searchable('来料异常', 'lailiaoyichang'), searchable('年会筹备', 'nianhuichoubei'), false],
  ])('likeness decides whether two names are alike: %s', (_name, one, other, isAlike) => {
    expect(likeness(one, other) >= MIN_LIKENESS).toBe(isAlike)
    expect(likeness(one, other)).toBe(likeness(other, one))
    expect(likeness(one, one)).toBe(1)
  })
})
