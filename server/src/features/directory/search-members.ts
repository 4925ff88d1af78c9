import { MINUTE_MS } from '@desk/shared/kernel/durations'
import type { MemberPage, MemberQuery } from '@desk/shared/directory/directory-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import { PAGE_SIZE } from '@desk/shared/kernel/page'
import { storableText } from '@desk/shared/kernel/plain-text'
import * as z from 'zod/mini'
import { InvalidInputError, TooManyError } from '../../kernel/app-error.ts'
import type { Deps } from '../../kernel/deps.ts'
import { decodeCursor, encodeCursor } from '../../kernel/list-cursor.ts'
import { nameKeyOf } from '../../directory/name-search-keys.ts'
import { rateWindow } from '../../kernel/rate-window.ts'
import { departmentLabels } from './department-labels.ts'
import { findByPrefix, type FoundMember, type SearchKey, searchKeys } from './search-queries.ts'

/** Searches per person and minute: more is no looking for a colleague but a copy of the directory. */
const LIMIT = 30

type Search = { key: SearchKey; prefix: string }
const cursorSchema = z.tuple([z.enum(searchKeys), storableText, storableText])

/** Letters are looked for as initials first, then as pinyin; everything else as the name itself. */
function searchesFor(q: string): readonly Search[] {
  const letters = q.toLowerCase().replace(/[\s·'’-]/g, '')
  return /^[a-z0-9]+$/.test(letters)
    ? [
        { key: 'initials', prefix: letters },
        { key: 'pinyin', prefix: letters },
      ]
    : [{ key: 'nameKey', prefix: nameKeyOf(q) }]
}

/** Active colleagues of the visible directory by name, pinyin or initials, 20 at a time. */
export function memberSearch(deps: Pick<Deps, 'db' | 'clock'>) {
  const window = rateWindow(deps.clock, { limit: LIMIT, windowMs: MINUTE_MS })
  return async (actor: MemberActor, { q, after }: MemberQuery): Promise<MemberPage> => {
    const person = actor.userid.toLowerCase()
    if (window.isFull(person)) throw new TooManyError('Too many searches')
    window.add(person)
    const place = decodeCursor(cursorSchema, after)
    const cursor = place && { key: place[0], at: { key: place[1], userid: place[2] } }
    const searches = searchesFor(q)
    const first = cursor === null ? 0 : searches.findIndex(({ key }) => key === cursor.key)
    if (first < 0) throw new InvalidInputError('Bad cursor', [{ path: 'after', code: 'cursor.invalid' }])

    const found: (FoundMember & { search: Search })[] = []
    for (const [index, search] of searches.entries()) {
      if (index < first || found.length > PAGE_SIZE) continue
      const position = cursor !== null && index === first ? cursor.at : null
      const butNot = searches.slice(0, index)
      const rows = await findByPrefix(deps.db, { ...search, butNot }, position, PAGE_SIZE + 1 - found.length)
      found.push(...rows.map((row) => ({ ...row, search })))
    }
    const shown = found.slice(0, PAGE_SIZE)
    const last = shown.at(-1)
    const wordsOf = await departmentLabels(
      deps.db,
      shown.flatMap(({ mainDepartmentId }) => mainDepartmentId ?? []),
    )
    return {
      items: shown.map(({ userid, name, mainDepartmentId }) => ({
        userid,
        name,
        department: wordsOf(mainDepartmentId),
      })),
      next: found.length > PAGE_SIZE && last ? encodeCursor([last.search.key, last.key, last.userid]) : null,
    }
  }
}
