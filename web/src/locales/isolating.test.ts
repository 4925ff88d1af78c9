import { describe, expect, it } from 'vitest'
import { isolating } from './isolating.ts'
import { allFeatures, loadAllMessages } from '../testing/all-messages.ts'
import { messagesIn } from './load-messages.ts'

const NAME = 'ئايگۈل'
const WRAPPED = `\u2068${NAME}\u2069`

type MessageFunction = (...args: unknown[]) => unknown
const languages = ['zh-CN', 'en'] as const
await loadAllMessages()

/** Returns every message function with its file and dotted path. */
function functionsOf(value: unknown, path: string): [string, MessageFunction][] {
  if (typeof value === 'function') return [[path, value as MessageFunction]]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => functionsOf(inner, `${path}.${name}`))
}

/** Returns the texts that contain the name, for every position of a name among the arguments. */
function textsWithName(message: MessageFunction): string[] {
  const person = { name: NAME, title: NAME, text: NAME, no: NAME, field: 'position', to: NAME }
  const sets = [
    [NAME, NAME, NAME, NAME],
    [[NAME], [NAME]],
    [NAME, [NAME, NAME]],
    [NAME, 2, 3],
    [2, NAME, NAME],
    [NAME, true, NAME],
    [person, person],
    [[person], NAME],
    [NAME, '2026-03-17T02:33:00Z', '2026-03-17T02:34:00Z'],
  ]
  return sets.flatMap((set) => {
    try {
      const text = message(...set)
      return typeof text === 'string' && text.includes(NAME) ? [text] : []
    } catch {
      return []
    }
  })
}

/** Returns whether the text contains the name without isolation characters. */
const hasBare = (text: string) => text.replaceAll(WRAPPED, '').includes(NAME)

const all = languages.flatMap((language) =>
  allFeatures.flatMap((feature) => functionsOf(messagesIn(language, feature), `${language}/${feature}`)),
)

describe('a right-to-left name', () => {
  it('a right-to-left name is isolated in every message of both languages', () => {
    const texts = all.flatMap(([path, message]) => textsWithName(message).map((text) => [path, text] as const))
    expect(new Set(texts.map(([path]) => path)).size).toBeGreaterThan(150)
    expect(texts.filter(([, text]) => hasBare(text))).toEqual([])
  })

  it('a right-to-left name is the only kind of name that is isolated', () => {
    const { greet } = isolating({ greet: (name: string, count: number) => `${name} ${String(count)}` })
    expect([greet('郭𠮷', 2), greet('Ada', 2), greet(NAME, 2)]).toEqual(['郭𠮷 2', 'Ada 2', `${WRAPPED} 2`])
  })
})
