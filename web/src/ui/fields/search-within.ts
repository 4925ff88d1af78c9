import type { MemberOption } from '../../platform/member-option.ts'

type Search = (text: string, signal: AbortSignal) => Promise<readonly MemberOption[]>

/**
 * Returns a search that is limited to `people`: by any part of the name locally, otherwise by pinyin through the directory.
 * Members are found by name even when the directory does not answer.
 */
export const searchWithin =
  (people: () => readonly MemberOption[], search: Search): Search =>
  async (text, signal) => {
    const query = text.trim()
    const byName = people().filter(({ name }) => name.includes(query))
    if (byName.length > 0) return byName.slice(0, MAX_RESULTS)
    const found = new Set((await search(text, signal)).map(({ userid }) => userid.toLowerCase()))
    return people().filter(({ userid }) => found.has(userid.toLowerCase()))
  }

/** The page size of the directory. */
const MAX_RESULTS = 20
