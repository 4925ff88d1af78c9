import { MINUTE_MS } from '@desk/shared/kernel/durations'
import type { MemberPage, MemberQuery } from '@desk/shared/directory/directory-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import { PAGE_SIZE } from '@desk/shared/kernel/page'
import { storableText } from '@desk/shared/kernel/plain-text'
import * as z from 'zod/mini'
import { InvalidInputError } from '../../kernel/app-error.ts'
import type { Deps } from '../../kernel/deps.ts'
import { cutPage, decodeCursor } from '../../kernel/list-cursor.ts'
import { rateWindow } from '../../kernel/rate-window.ts'
import {
  findByPrefix,
  type FoundMember,
  type Search,
  searchesFor,
  searchKeys,
} from '../../directory/member-search-queries.ts'
import type { Database } from '../../db/database.ts'
import { departmentNames } from '../../directory/department-names.ts'
import { pathsOf } from './department-queries.ts'
import { ROOT_DEPARTMENT } from '../../directory/root-department.ts'

/** Searches per member and minute. The limit prevents copying the directory. */
const MINUTE_LIMIT = 30

const cursorSchema = z.tuple([z.enum(searchKeys), storableText, storableText])

/** Returns a function that searches active members by name, pinyin or initials, 20 per page. */
export function createMemberSearch(deps: Pick<Deps, 'db' | 'clock'>) {
  const window = rateWindow(deps.clock, { limit: MINUTE_LIMIT, windowMs: MINUTE_MS })
  return async (actor: MemberActor, { q, after }: MemberQuery): Promise<MemberPage> => {
    const person = actor.userid.toLowerCase()
    window.addOrThrow(person, 'Too many searches')
    const decoded = decodeCursor(cursorSchema, after)
    const cursor = decoded && { key: decoded[0], at: { key: decoded[1], userid: decoded[2] } }
    const searches = searchesFor(q)
    const first = cursor === null ? 0 : searches.findIndex(({ key }) => key === cursor.key)
    if (first < 0) throw new InvalidInputError('Bad cursor', [{ path: 'after', code: 'cursor.invalid' }])

    const found: (FoundMember & { search: Search })[] = []
    for (const [index, search] of searches.entries()) {
      if (index < first || found.length > PAGE_SIZE) continue
      const position = cursor !== null && index === first ? cursor.at : null
      const excluded = searches.slice(0, index)
      const rows = await findByPrefix(deps.db, { ...search, excluded }, position, PAGE_SIZE + 1 - found.length)
      found.push(...rows.map((row) => ({ ...row, search })))
    }
    const { shown, next } = cutPage(found, PAGE_SIZE, ({ search, key, userid }) => [search.key, key, userid])
    const labelOf = await loadDepartmentLabels(
      deps.db,
      shown.flatMap(({ mainDepartmentId }) => mainDepartmentId ?? []),
    )
    return {
      items: shown.map(({ userid, name, mainDepartmentId }) => ({
        userid,
        name,
        department: labelOf(mainDepartmentId),
      })),
      next,
    }
  }
}

/** Returns a lookup of department labels: the names from below the root down to the department itself. */
async function loadDepartmentLabels(db: Database, ids: readonly number[]) {
  const paths = await pathsOf(db, ids)
  const names = await departmentNames(db, [...paths.values()].flat())
  return (id: number | null): string[] => {
    const path = id === null ? [] : (paths.get(id) ?? [])
    return path.filter((part) => part !== ROOT_DEPARTMENT).map((part) => names.get(part) ?? String(part))
  }
}
