import { holdsRole } from '@desk/shared/identity/role-rules'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { type PageLoaders, PageRedirect } from '../../http/page-loader.ts'
import { getHome, type HomeDeps } from './get-home.ts'
import { getOverview } from './get-overview.ts'
import { getMyCard } from './get-my-card.ts'

export const pageLoaders = {
  // Who watches policies starts at a computer with the overview. Links within the app still lead to their own tasks.
  home: (deps, actor, { language, isDesk }) =>
    isDesk && holdsRole(actor, 'policy_reviewer')
      ? Promise.resolve(new PageRedirect(pagePaths.overview))
      : getHome(deps, actor, language),
  me: getMyCard,
  overview: getOverview,
} satisfies PageLoaders<HomeDeps, 'home' | 'me' | 'overview'>
