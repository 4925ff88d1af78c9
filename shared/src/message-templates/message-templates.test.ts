import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { messageTextBody } from './message-template-schemas.ts'
import {
  definitionOf,
  fillMessage,
  fillText,
  type MessageTextName,
  messageTextNames,
  SUBTITLE_MAX,
  TITLE_MAX,
  unknownPlaceholders,
} from './message-templates.ts'

describe('the default texts', () => {
  const filledOf = (name: MessageTextName) => {
    const { title, subtitle, placeholders } = definitionOf(name)
    return fillMessage({ title, subtitle }, placeholders)
  }

  it.each(messageTextNames)('the default text of %s is valid, even when filled with its sample values', (name) => {
    const { title, subtitle } = definitionOf(name)
    expect(messageTextBody.safeParse({ name, title, subtitle, version: 0 }).success).toBe(true)
    const filled = filledOf(name)
    expect([...filled.title].length).toBeLessThanOrEqual(TITLE_MAX)
    expect([...filled.subtitle].length).toBeLessThanOrEqual(SUBTITLE_MAX)
    expect(`${filled.title}${filled.subtitle}`).not.toMatch(/[{}]/)
  })

  it.each(messageTextNames)('the default text of %s contains no banned word', (name) => {
    const { title, subtitle } = filledOf(name)
    expect(title + subtitle).not.toMatch(/您|系统|[!！]|没有?通过|没有?算|没有建成/)
  })
})

describe('texts written by ops', () => {
  const body = { name: 'info_change.ask', title: '待办：{applicant}', subtitle: '', version: 0 } as const

  it.each([
    ['title', '{nobody} 改信息', 'text.unknown_placeholder'],
    ['title', '{applicant 改信息', 'text.unknown_placeholder'],
    ['title', '{__proto__}', 'text.unknown_placeholder'],
    ['title', '  ', 'text.empty'],
    ['title', '字'.repeat(TITLE_MAX + 1), 'text.too_long'],
    ['subtitle', '{count}\u202e', 'text.unseen_signs'],
  ])('a text written by ops is refused with a %s of %s', (path, text, code) => {
    const parsed = messageTextBody.safeParse({ ...body, [path]: text })
    expect(parsed.error?.issues).toMatchObject([{ path: [path], message: code }])
  })

  it('fillText fills no placeholder inside a value', () => {
    const values = { applicant: '{department}', department: '{applicant}' }
    expect(fillText('{applicant}，{department}', values)).toBe('{department}，{applicant}')
  })

  it('fillText keeps any value of one line as it is', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        expect(fillText('a {applicant} b', { applicant: value })).toBe(`a ${value} b`)
      }),
    )
  })

  it('a text written by ops accepts the placeholders of its message only', () => {
    expect(unknownPlaceholders('digest', '{count} {applicant}')).toEqual(['applicant'])
  })
})
