import { nameKeyOf } from './naming.ts'

/** Returns the overlapping substrings of this size. */
const shingles = (text: string, size: number): string[] => {
  const characters = [...text]
  if (characters.length <= size) return characters.length === 0 ? [] : [characters.join('')]
  return [
    ...new Set(
      Array.from({ length: characters.length - size + 1 }, (_, at) => characters.slice(at, at + size).join('')),
    ),
  ]
}

/** Keeps only letters, digits and Han: punctuation does not distinguish groups. */
const lettersAndDigits = (text: string): string => nameKeyOf(text).replace(/[^\p{Letter}\p{Number}]/gu, '')

export type Searchable = { topic: string; pinyin: string }

/** Returns the search keys, such as `=来料` of the text and `~lai` of the pinyin; the prefix keeps the two apart. */
export const gramsOf = ({ topic, pinyin }: Searchable): string[] => [
  ...shingles(lettersAndDigits(topic), 2).map((gram) => `=${gram}`),
  ...shingles(lettersAndDigits(pinyin), 3).map((gram) => `~${gram}`),
]

/** Returns the Sørensen–Dice coefficient: 1 for the same grams, 0 for none in common. */
const dice = (grams: readonly string[], otherGrams: readonly string[]): number => {
  const total = grams.length + otherGrams.length
  if (total === 0) return 0
  const others = new Set(otherGrams)
  return (2 * grams.filter((gram) => others.has(gram)).length) / total
}

/** Likeness from which a group is shown as similar. */
export const MIN_LIKENESS = 0.5

/** Returns how similar two topics are, by spelling or by sound, whichever is higher. */
export const likeness = (one: Searchable, other: Searchable): number => {
  const grams = gramsOf(one)
  const otherGrams = gramsOf(other)
  const withPrefix = (all: readonly string[], prefix: string) => all.filter((gram) => gram.startsWith(prefix))
  const bySpelling = dice(withPrefix(grams, '='), withPrefix(otherGrams, '='))
  const bySound = dice(withPrefix(grams, '~'), withPrefix(otherGrams, '~'))
  return Math.max(bySpelling, bySound)
}
