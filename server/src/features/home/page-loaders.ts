import type { MemberActor } from '@desk/shared/identity/actor'
import { holdsRole } from '@desk/shared/identity/role-rules'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { type PageLoaders, PageRedirect } from '../../http/page-loader.ts'
import { getHome, type HomeDeps } from './get-home.ts'
import { getOverview } from './get-overview.ts'
import { getMyCard } from './get-my-card.ts'

// Role holders start at a computer with their own home. Links within the app still lead to their own tasks.
function deskHome(actor: MemberActor): string | null {
  if (holdsRole(actor, 'policy_reviewer')) return pagePaths.overview
  return actor.roles.includes('hr') ? pagePaths.hrHome : null
}

export const pageLoaders = {
  home: async (deps, actor, { language, isDesk }) => {
    const desk = isDesk ? deskHome(actor) : null
    return desk === null ? getHome(deps, actor, language) : new PageRedirect(desk)
  },
  me: getMyCard,
  overview: getOverview,
} satisfies PageLoaders<HomeDeps, 'home' | 'me' | 'overview'>
