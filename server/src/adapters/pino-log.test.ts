import { hasInvisibleCharacters } from '@desk/shared/kernel/plain-text'
import { DrizzleQueryError } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { ChangedMeanwhileError } from '../features/requests/request-errors.ts'
import { WecomRefusedError } from '../kernel/app-error.ts'
import { hostileLines, hostileMarkup } from '../testing/hostile/hostile-texts.ts'
import { pinoLog } from './pino-log.ts'

describe('pinoLog', () => {
  const linesOf = (write: (log: ReturnType<typeof pinoLog>) => void) => {
    const lines: string[] = []
    write(pinoLog({ write: (line) => void lines.push(line) }))
    return lines
  }

  it('pinoLog writes one line of JSON for text with line breaks and escape codes', () => {
    const [line, ...more] = linesOf((log) => log.info({ event: 'a\r\nb\u001b[31m' }, 'two\nlines'))
    expect(more).toEqual([])
    expect(line?.trimEnd()).not.toMatch(/[\r\n\u001b]/)
    expect(JSON.parse(line ?? '')).toMatchObject({ event: 'a\r\nb\u001b[31m', msg: 'two\nlines' })
  })

  it('pinoLog redacts secrets and personal data in fields', () => {
    const [line] = linesOf((log) => log.info({ token: 'abc', about: { name: '郭𠮷' } }, 'read'))
    expect(JSON.parse(line ?? '')).toMatchObject({ token: '[redacted]', about: { name: '[redacted]' } })
  })

  it.each([...hostileMarkup, ...hostileLines])(
    'pinoLog escapes line breaks and terminal control characters in hostile text: %j',
    (text) => {
      const error = new Error(text)
      const lines = linesOf((log) => {
        log.info({ title: text, nested: { [text]: text } }, text)
        log.error({ err: error }, 'failed')
      })
      expect(lines).toHaveLength(2)
      for (const line of lines) {
        expect(line.endsWith('\n')).toBe(true)
        expect(hasInvisibleCharacters(line.slice(0, -1).replace(/[\u{e0000}-\u{e007f}]|[\ud800-\udfff]/gu, ''))).toBe(
          false,
        )
      }
      // The parsed JSON holds the original text.
      expect(JSON.parse(lines[0] ?? '')).toMatchObject({ title: text })
    },
  )

  it('pinoLog keeps the request id beside redacted fields', () => {
    const fields = { token: 't0psecret', member: { name: '李明', mobile: '13800000000' }, requestId: 'evt_1' }
    const [line = ''] = linesOf((log) => log.warn(fields, 'x'))
    expect(line).not.toMatch(/t0psecret|李明|13800000000/)
    expect(line).toContain('evt_1')
  })

  it('pinoLog writes an error without the personal data in it', () => {
    const query = new DrizzleQueryError('select 1', ['李明', '13800000000'], new Error('connection lost'))
    const refused = new WecomRefusedError(60020, 'user/get')
    const changed = new ChangedMeanwhileError({ current: { applicant: '李明' }, by: null, at: null })
    const lines = linesOf((log) => [query, refused, changed].forEach((err) => log.error({ err }, 'failed')))
    expect(lines.join('')).not.toMatch(/李明|13800000000/)
    expect(lines.map((line) => (JSON.parse(line) as { err: unknown }).err)).toMatchObject([
      { message: 'Failed query: select 1', cause: { message: 'connection lost' }, stack: expect.any(String) as string },
      { type: 'WecomRefusedError', code: 'wecom.unavailable', errcode: 60020 },
      { type: 'request.changed_meanwhile', code: 'request.changed_meanwhile' },
    ])
  })

  it('pinoLog writes nothing of an `err` that is not an Error', () => {
    const [line = ''] = linesOf((log) => log.error({ err: { secret: 'x', name: '李明' } }, 'failed'))
    expect(line).toContain('failed')
    expect(line).not.toContain('李明')
  })
})
