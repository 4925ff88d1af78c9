import { idSchema } from '@desk/shared/kernel/ids'
import { closedCasesQuery } from '@desk/shared/lost-device/lost-device-schemas'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { type LinkResolver, type PageLoaders, parameter } from '../../http/page-loader.ts'
import type { Deps, ReadDeps } from '../../kernel/deps.ts'
import { getClosedCases } from './views/closed-cases.ts'
import { getOnCallRoster } from './cases/on-call-roster.ts'
import { getGuardians } from './guardians/guardians.ts'
import { getCase, getLostBoard, getLostForm, resolveCase } from './views/get-case.ts'

export const pageLoaders = {
  'lost-device': getLostForm,
  // With the viewer's session or, without one, with the case-view token.
  'lost-case': async (deps, actor, { params, caseViewToken }) =>
    getCase(deps, { actor, token: caseViewToken }, parameter(idSchema('request'), params.id)),
  'lost-board': getLostBoard,
  'lost-archive': (deps, actor, { search }) => {
    const q = search.get('q')?.trim()
    return getClosedCases(deps, actor, q ? closedCasesQuery.parse({ q: q.slice(0, 40) }) : {})
  },
  guardians: getGuardians,
  'settings-on-call': getOnCallRoster,
} satisfies PageLoaders<
  ReadDeps & Pick<Deps, 'ids'>,
  'lost-device' | 'lost-case' | 'lost-board' | 'lost-archive' | 'guardians' | 'settings-on-call'
>

/** Resolves a request number, or a card of this person, to the page of its case. */
export const resolveLostCase: LinkResolver<ReadDeps> = async (deps, actor, link) => {
  const id = await resolveCase(deps, actor, link)
  return id && pagePaths.lostCase(id)
}
