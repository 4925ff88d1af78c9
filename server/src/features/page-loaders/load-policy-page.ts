import type { MemberActor } from '@desk/shared/identity/actor'
import { holdsRole } from '@desk/shared/identity/route-rules'
import { idSchema, requestNoSchema } from '@desk/shared/kernel/ids'
import type { BootPage } from '@desk/shared/pages/page-schemas'
import { boardQuery, peopleQuery } from '@desk/shared/policies/board-schemas'
import type { PolicyLanguage } from '@desk/shared/policies/policy-flow'
import { readingQuery } from '@desk/shared/policies/policy-schemas'
import * as z from 'zod/mini'
import { AppError } from '../../kernel/app-error.ts'
import { getBoard } from '../policies/board/get-board.ts'
import { getPolicyEdit } from '../policies/authoring/get-edit.ts'
import { getPeopleView } from '../policies/board/get-people.ts'
import { getReading } from '../policies/signing/get-reading.ts'
import { getReceipt } from '../policies/signing/get-receipt.ts'
import type { EngineDeps } from '../requests/model/engine-deps.ts'

type Asked = { pathname: string; search: URLSearchParams; sessionHash: string; language: PolicyLanguage }

/** What was asked in the address. What it cannot be, or is the page's own to know, is as if it were not asked. */
const queryOf = <Query extends z.ZodMiniObject>(query: Query, search: URLSearchParams): z.output<Query> =>
  query.parse(
    Object.fromEntries([...search].filter(([key, value]) => z.safeParse(query.shape[key] ?? z.never(), value).success)),
  )

/** The one that was asked for, else that of his pages. */
const languageOf = ({ search, language }: Asked): PolicyLanguage => queryOf(readingQuery, search).language ?? language

/** A page about policies; null: it is none, or not this person's to see. */
export async function loadPolicyPage(deps: EngineDeps, actor: MemberActor, asked: Asked): Promise<BootPage | null> {
  try {
    return await pageOf(deps, actor, asked)
  } catch (error) {
    if (error instanceof AppError && (error.code === 'policy.not_found' || error.code === 'not_found')) return null
    throw error
  }
}

async function pageOf(deps: EngineDeps, actor: MemberActor, asked: Asked): Promise<BootPage | null> {
  const { pathname, search, sessionHash } = asked
  const parts = pathname.split('/').slice(1)
  const [first, second = '', third, ...rest] = parts
  if (rest.length > 0) return null
  if (first === 'receipts' && third === undefined) {
    const code = requestNoSchema.safeParse(second).data
    return code === undefined ? null : { name: 'receipt', data: await getReceipt(deps, actor, code) }
  }
  if (first === 'settings' && second === 'policies' && holdsRole(actor, 'reviewer')) {
    const edited = idSchema('policy').safeParse(third).data
    return edited === undefined ? null : { name: 'policy-edit', data: await getPolicyEdit(deps, actor, { id: edited }) }
  }
  const id = idSchema('policy').safeParse(second).data
  if (first !== 'policies' || id === undefined) return null
  switch (third) {
    case undefined:
      return {
        name: 'policy',
        data: await getReading(deps, actor, { id, sessionHash, language: languageOf(asked) }),
      }
    case 'board':
      return { name: 'policy-board', data: await getBoard(deps, actor, { id, ...queryOf(boardQuery, search) }) }
    case 'people':
      return { name: 'policy-people', data: await getPeopleView(deps, actor, { id, ...queryOf(peopleQuery, search) }) }
    default:
      return null
  }
}
