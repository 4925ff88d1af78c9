import { hasInvisibleCharacters } from '@desk/shared/kernel/plain-text'
import { lengthOf } from '@desk/shared/kernel/text-length'
import { fillMessage } from '@desk/shared/message-templates/message-templates'
import { describe, expect, it } from 'vitest'
import { hostileLines, hostileMarkup } from '../../testing/hostile/hostile-texts.ts'
import { templateCard, fit, textContent } from './message-content.ts'

const allHostile = [...hostileMarkup, ...hostileLines]
const cardWithTitle = (title: string) =>
  fillMessage({ title: '待签收：{title}', subtitle: '{title} 1.0 版' }, { title })

/** Lists every string in a body. */
const textsIn = (value: unknown): string[] =>
  typeof value === 'string' ? [value] : value instanceof Object ? Object.values(value).flatMap(textsIn) : []

describe('hostile text in templateCard and textContent', () => {
  it.each(allHostile)('hostile text stays on one line and within the length limit in every card field: %j', (text) => {
    const card = templateCard({
      taskId: 'card-1',
      source: text,
      ...cardWithTitle(text),
      rows: [{ name: text, value: text }],
      url: 'https://desk.example/policies/pol_1',
      button: text,
      actions: [{ caption: text, key: 'agree:1' }],
    })
    for (const field of textsIn(card)) expect(hasInvisibleCharacters(field)).toBe(false)
    const { main_title, horizontal_content_list, source } = card
    expect(lengthOf(main_title.title)).toBeLessThanOrEqual(36)
    expect(lengthOf(main_title.desc)).toBeLessThanOrEqual(44)
    expect(lengthOf(source.desc)).toBeLessThanOrEqual(20)
    expect(horizontal_content_list).toHaveLength(1)
    expect(lengthOf(horizontal_content_list[0]?.keyname ?? '')).toBeLessThanOrEqual(5)
    // The card contains only the app's own URL.
    expect(JSON.stringify(card).match(/"url":"[^"]*"/g)).toEqual(
      expect.arrayContaining(['"url":"https://desk.example/policies/pol_1"']),
    )
    expect(new Set(JSON.stringify(card).match(/"url":"[^"]*"/g)).size).toBe(1)
  })

  it.each(allHostile)('hostile text adds no link and no line to a text message: %j', (text) => {
    const { title, subtitle } = cardWithTitle(text)
    const content = textContent(`${title}\n${subtitle}\nhttps://desk.example/me/guardians`)
    expect(content.split('\n')).toHaveLength(3)
    expect(content).not.toContain('<')
    expect(hasInvisibleCharacters(content.replaceAll('\n', ''))).toBe(false)
  })
})

describe('a card without a button', () => {
  const card = {
    source: '企微自助',
    title: '有新留言：郭𠮷 的申请',
    subtitle: '',
    rows: [],
    url: 'https://desk.example/r/1',
  }
  const jsonOf = (taskId: string) => JSON.stringify(templateCard({ ...card, taskId }))

  it('a repeated card without a button is identical, and another card with the same text differs', () => {
    expect(jsonOf('card-1')).toBe(jsonOf('card-1'))
    expect(jsonOf('card-1')).not.toBe(jsonOf('card-2'))
    expect(jsonOf('card-1')).toContain('"https://desk.example/r/1#card-1"')
  })
})

describe('text longer than the limit', () => {
  it('text longer than the limit is cut at a code point boundary and ends with an ellipsis', () => {
    expect(fit('𠮷'.repeat(40), 36)).toBe(`${'𠮷'.repeat(35)}…`)
    expect(fit('𠮷'.repeat(36), 36)).toBe('𠮷'.repeat(36))
  })

  it('text longer than the limit is cut below 2048 bytes, so that WeCom never cuts inside a character', () => {
    const content = textContent('𠮷'.repeat(600))
    expect(Buffer.byteLength(content)).toBeLessThanOrEqual(2048)
    expect(content).toMatch(/^𠮷+…$/u)
    expect(textContent('a'.repeat(2048))).toBe('a'.repeat(2048))
  })
})
