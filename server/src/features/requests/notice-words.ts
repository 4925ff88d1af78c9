import { fillMessage, type MessageTextName } from '@desk/shared/notices/message-texts'
import { departmentNames, pathNames } from '../../kernel/department-names.ts'
import { loadText } from '../../kernel/text-queries.ts'
import type { NoticeCard } from '../../ports/wecom.ts'
import type { EngineDeps } from './engine-deps.ts'
import type { NoticeRow } from './notice-queries.ts'
import { namesOf, requirePerson } from './people-queries.ts'
import type { CardMessage } from './request-kind.ts'
import type { RequestRow } from './request-queries.ts'

export type CardWords = Pick<NoticeCard, 'title' | 'subtitle' | 'rows'>

/** What a card of this kind says about the request as it is now. */
export const wordsFor = {
  async ask(deps: EngineDeps, request: RequestRow): Promise<CardWords> {
    const applicant = await requirePerson(deps.db, request.applicantId)
    const names = await departmentNames(deps.db, request.departmentPath)
    const department = pathNames(request.departmentPath, names).join('·')
    return toWords(deps, deps.kinds[request.kind].cards.ask(request, applicant, department))
  },

  async over(deps: EngineDeps, request: RequestRow): Promise<CardWords> {
    const applicant = await requirePerson(deps.db, request.applicantId)
    const decider = request.decidedBy === null ? null : await nameOf(deps, request.decidedBy)
    return toWords(deps, deps.kinds[request.kind].cards.over(request, applicant, decider, request.updatedAt))
  },

  async result(deps: EngineDeps, request: RequestRow): Promise<CardWords> {
    const decider = request.decidedBy === null ? '' : await nameOf(deps, request.decidedBy)
    return toWords(deps, deps.kinds[request.kind].cards.result(request, decider))
  },
}

/** Says that there is something to read; what it says stays in the page. */
export async function commentWords(deps: EngineDeps, request: RequestRow): Promise<CardWords> {
  const values = { applicant: await nameOf(deps, request.applicantId), no: request.no }
  return { ...(await textOf(deps, 'request.commented', values)), rows: [] }
}

/** One line of the digest. */
export async function digestLine(deps: EngineDeps, { event }: NoticeRow, request: RequestRow): Promise<string> {
  if (event === 'request.commented') return (await commentWords(deps, request)).title
  const words =
    event === 'request.asked' || event === 'request.asked_again'
      ? await wordsFor.ask(deps, request)
      : event === 'request.taken'
        ? await wordsFor.over(deps, request)
        : await wordsFor.result(deps, request)
  return words.title
}

export async function textOf(deps: EngineDeps, name: MessageTextName, values: Readonly<Record<string, string>>) {
  return fillMessage(await loadText(deps.db, name), values)
}

const toWords = async (deps: EngineDeps, { text, values, rows }: CardMessage): Promise<CardWords> => ({
  ...(await textOf(deps, text, values)),
  rows,
})

const nameOf = async (deps: EngineDeps, userid: string): Promise<string> =>
  (await namesOf(deps.db, [userid]))(userid).name
