import { idSchema } from '@desk/shared/kernel/ids'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { type LinkResolver, type PageLoaders, parameter } from '../../http/page-loader.ts'
import type { ReadDeps } from '../../kernel/deps.ts'
import { getDutyRoster } from './cases/on-call-roster.ts'
import { getGuardians } from './guardians/guardians.ts'
import { getCase, getLostBoard, getLostForm, resolveCase } from './views/get-case.ts'

export const pageLoaders = {
  'lost-device': getLostForm,
  // By the reporter's session, or by the read-only token when that is over.
  'lost-case': async (deps, actor, { params, caseViewToken }) =>
    getCase(deps, { actor, token: caseViewToken }, parameter(idSchema('request'), params.id)),
  'lost-board': getLostBoard,
  guardians: getGuardians,
  'settings-on-call': getDutyRoster,
} satisfies PageLoaders<ReadDeps, 'lost-device' | 'lost-case' | 'lost-board' | 'guardians' | 'settings-on-call'>

/** The case of a number, or of a card of this person: what moves by itself has its own page. */
export const resolveLostCase: LinkResolver<ReadDeps> = async (deps, actor, link) => {
  const id = await resolveCase(deps, actor, link)
  return id && pagePaths.lostCase(id)
}
