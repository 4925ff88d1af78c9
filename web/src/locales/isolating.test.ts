import { describe, expect, it } from 'vitest'
import { isolating } from './isolating.ts'
import { allFeatures, loadAllMessages } from '../testing/all-messages.ts'
import { messagesIn } from './load-messages.ts'

const NAME = 'ئايگۈل'
const WRAPPED = `\u2068${NAME}\u2069`

type Say = (...args: unknown[]) => unknown
const languages = ['zh-CN', 'en'] as const
await loadAllMessages()

/** Every word function by file and dotted path. */
function functionsOf(value: unknown, path: string): [string, Say][] {
  if (typeof value === 'function') return [[path, value as Say]]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => functionsOf(inner, `${path}.${name}`))
}

/** What the function says of a name wherever it takes one; where it takes none, or not so, nothing of it is kept. */
function saidWithName(say: Say): string[] {
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
      const said = say(...set)
      return typeof said === 'string' && said.includes(NAME) ? [said] : []
    } catch {
      return []
    }
  })
}

/** What is left of the name once every wrapped one is taken out. */
const hasBare = (said: string) => said.replaceAll(WRAPPED, '').includes(NAME)

const all = languages.flatMap((language) =>
  allFeatures.flatMap((feature) => functionsOf(messagesIn(language, feature), `${language}/${feature}`)),
)

describe('a name that is written from right to left', () => {
  it('is isolated in every sentence of both languages', () => {
    const said = all.flatMap(([path, say]) => saidWithName(say).map((sentence) => [path, sentence] as const))
    expect(new Set(said.map(([path]) => path)).size).toBeGreaterThan(150)
    expect(said.filter(([, sentence]) => hasBare(sentence))).toEqual([])
  })

  it('is the only thing that is wrapped', () => {
    const { greet } = isolating({ greet: (name: string, count: number) => `${name} ${String(count)}` })
    expect([greet('郭𠮷', 2), greet('Ada', 2), greet(NAME, 2)]).toEqual(['郭𠮷 2', 'Ada 2', `${WRAPPED} 2`])
  })
})
