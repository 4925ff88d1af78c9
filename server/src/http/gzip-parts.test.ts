import { randomBytes } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { TextPart } from '../ports/render-page.ts'
import { gzipParts } from './gzip-parts.ts'

const fixed = (text: string): TextPart => ({ text, kind: 'fixed' })
const own = (text: string): TextPart => ({ text, kind: 'own' })
const kept = (text: string): TextPart => ({ text, kind: 'kept' })
const textOf = (parts: readonly TextPart[]) => parts.map(({ text }) => text).join('')

/** Returns a text of at least this length that repeats itself in part, with characters of one to four bytes. */
function randomText(length: number): string {
  const words = ['.card{color:red}', '岗位', '𠮷', '<p class="row">', randomBytes(6).toString('base64')]
  let text = ''
  while (text.length < length) text += words[Math.floor(Math.random() * words.length)] ?? ''
  return text
}

const styles = Array.from({ length: 800 }, (_, n) => `.part-${String(n)}{margin:${String((n * 7) % 31)}px}`).join('\n')
const page = (rest: string) => [fixed('<html><style '), own('nonce="n0nce">'), fixed(styles), own(rest)]

describe('gzipParts', () => {
  it.each<[string, TextPart[]]>([
    ['no part', []],
    ['one own part', [own('岗位'.repeat(1000))]],
    ['one fixed part', [fixed('岗位'.repeat(1000))]],
    ['empty parts', [fixed(''), own(''), fixed(''), own('')]],
    ['a fixed part at the end', [own('a'), fixed(styles)]],
    ['own parts longer than a block', [own('𠮷'.repeat(40_000)), fixed(styles), own('x'.repeat(65_535)), own('y')]],
    ['a fixed part longer than the window', [fixed(randomText(100_000)), own(styles), own(styles)]],
    ['a page', page('<p class="part-7">岗位</p>')],
    ['one kept part', [kept('岗位'.repeat(1000))]],
    ['kept parts', [kept(''), own('a'), kept(styles), fixed(styles), kept(styles), own('b'), kept('c')]],
    ['a kept part with zeros after an own one', [own('nonce'), kept('\0'.repeat(100)), own('b')]],
  ])('any decoder reads %s', (_, parts) => {
    expect(gunzipSync(gzipParts(parts)).toString()).toBe(textOf(parts))
  })

  it('any decoder reads pages with random texts, also when a fixed part is used again', () => {
    for (const length of [1, 10, 1000, 20_000, 80_000]) {
      const parts = page(randomText(length))
      expect(gunzipSync(gzipParts(parts)).toString()).toBe(textOf(parts))
    }
  })

  it('a part at the end that repeats a fixed one refers to it', () => {
    const alone = gzipParts(page(''))
    const repeated = gzipParts(page(styles.slice(-5_000)))
    expect(repeated.length - alone.length).toBeLessThan(200)
  })

  it('any decoder reads a kept part that follows other own and fixed parts than at its first use', () => {
    const part = kept(randomText(20_000))
    for (const nonce of ['n0nce', 'other', 'a longer one', '', 'n0nce'])
      for (const before of [styles, '.card{color:red}', styles]) {
        const parts = [
          fixed('<style '),
          own(nonce),
          fixed(before),
          own(`<script ${nonce}>`),
          part,
          own(nonce),
          fixed('.'),
        ]
        expect(gunzipSync(gzipParts(parts)).toString()).toBe(textOf(parts))
      }
  })

  it('a kept part refers to a fixed part before it that it repeats, but to no own part', () => {
    const nonce = randomBytes(300).toString('hex')
    const sizeWith = (text: string) => gzipParts([fixed(styles), own(nonce), kept(text), own('')]).length
    expect(sizeWith(styles.slice(-5_000)) - sizeWith('')).toBeLessThan(200)
    expect(sizeWith(nonce) - sizeWith('')).toBeGreaterThan(250)
  })

  it('a kept part is compressed once', () => {
    const part = kept(styles)
    const parts = () => [own('n0nce'), part, own('')]
    const first = gzipParts(parts())
    // The object stands for its text, which therefore is not read again.
    Object.assign(part, { text: 'changed' })
    expect(gzipParts(parts())).toEqual(first)
  })
})
