import { gramsOf, type Searchable } from '../groups/similar-names.ts'

/** Share of the shorter text's search keys from which a problem is shown as similar. */
export const ALIKE_FEEDBACK = 0.5

/**
 * Returns how much of the shorter text the longer one contains, by spelling or by sound: what is being typed is a part of
 * the sentence that a colleague wrote.
 */
export function coverage(one: Searchable, other: Searchable): number {
  const grams = gramsOf(one)
  const otherGrams = gramsOf(other)
  const share = (prefix: string): number => {
    const ownKeys = grams.filter((gram) => gram.startsWith(prefix))
    const otherKeys = new Set(otherGrams.filter((gram) => gram.startsWith(prefix)))
    const least = Math.min(ownKeys.length, otherKeys.size)
    return least === 0 ? 0 : ownKeys.filter((gram) => otherKeys.has(gram)).length / least
  }
  return Math.max(share('='), share('~'))
}

/** Returns the title of a problem: the first line of its text, cut at a character. */
export function titleOf(text: string, max: number): string {
  const [line = ''] = text.split('\n')
  const characters = [...line]
  return characters.length <= max ? line : `${characters.slice(0, max - 1).join('')}…`
}
