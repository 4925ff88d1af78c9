import type { MemberActor } from '@desk/shared/identity/actor'
import { holdsRole } from '@desk/shared/identity/role-rules'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { type PageLoaders, PageRedirect } from '../../http/page-loader.ts'
import { getHome, type HomeDeps } from './get-home.ts'
import { getOverview } from './get-overview.ts'
import { getMyCard } from './get-my-card.ts'

// A role holder who opens the app at a computer starts on the page of the role; links to home within the app lead to home.
function deskHome(actor: MemberActor): string | null {
  if (holdsRole(actor, 'policy_reviewer')) return pagePaths.overview
  return actor.roles.includes('hr') ? pagePaths.hrHome : null
}

export const pageLoaders = {
  home: async (deps, actor, { language, isComputer }) => {
    const desk = isComputer ? deskHome(actor) : null
    return desk === null ? getHome(deps, actor, language) : new PageRedirect(desk)
  },
  me: getMyCard,
  overview: getOverview,
} satisfies PageLoaders<HomeDeps, 'home' | 'me' | 'overview'>
