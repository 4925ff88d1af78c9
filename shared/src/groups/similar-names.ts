import { nameKeyOf } from './naming.ts'

/** What two names are compared by: pairs of neighbouring signs of the text, and of three letters of its pinyin. */
const shingles = (text: string, size: number): string[] => {
  const signs = [...text]
  if (signs.length <= size) return signs.length === 0 ? [] : [signs.join('')]
  return [...new Set(Array.from({ length: signs.length - size + 1 }, (_, at) => signs.slice(at, at + size).join('')))]
}

/** Letters, digits and Han alone: punctuation tells no two groups apart. */
const bare = (text: string): string => nameKeyOf(text).replace(/[^\p{Letter}\p{Number}]/gu, '')

export type Searchable = { topic: string; pinyin: string }

/** `=来料`, `~lai`: of the text and of the pinyin, so that neither is taken for the other. */
export const gramsOf = ({ topic, pinyin }: Searchable): string[] => [
  ...shingles(bare(topic), 2).map((gram) => `=${gram}`),
  ...shingles(bare(pinyin), 3).map((gram) => `~${gram}`),
]

/** Sørensen–Dice: 1 for the same grams, 0 for none in common. */
const dice = (a: readonly string[], b: readonly string[]): number => {
  if (a.length + b.length === 0) return 0
  const other = new Set(b)
  return (2 * a.filter((gram) => other.has(gram)).length) / (a.length + b.length)
}

/** From here on a group is shown as one that may be meant. */
export const ALIKE = 0.5

/** How alike two topics are, by sight or by sound, whichever is more. */
export const likeness = (one: Searchable, other: Searchable): number => {
  const [mine, theirs] = [gramsOf(one), gramsOf(other)]
  const of = (grams: readonly string[], sign: string) => grams.filter((gram) => gram.startsWith(sign))
  return Math.max(dice(of(mine, '='), of(theirs, '=')), dice(of(mine, '~'), of(theirs, '~')))
}
