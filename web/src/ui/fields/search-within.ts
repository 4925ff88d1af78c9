import type { MemberOption } from '../../platform/member-option.ts'

type Search = (text: string, signal: AbortSignal) => Promise<readonly MemberOption[]>

/**
 * A search that finds nobody but these people: by any part of a name at once, and by pinyin as the directory finds them.
 * Whoever is among them is found by his name even where the directory has no answer.
 */
export const searchWithin =
  (people: () => readonly MemberOption[], search: Search): Search =>
  async (text, signal) => {
    const wanted = text.trim()
    const named = people().filter(({ name }) => name.includes(wanted))
    if (named.length > 0) return named.slice(0, MOST)
    const hits = new Set((await search(text, signal)).map(({ userid }) => userid.toLowerCase()))
    return people().filter(({ userid }) => hits.has(userid.toLowerCase()))
  }

/** As many as a page of the directory. */
const MOST = 20
