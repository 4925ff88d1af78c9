import type { PageLoaders } from '../../http/page-loader.ts'
import { getHome, type HomeDeps } from './get-home.ts'
import { getMyCard } from './get-my-card.ts'

export const pageLoaders = {
  home: (deps, actor, { language }) => getHome(deps, actor, language),
  me: getMyCard,
} satisfies PageLoaders<HomeDeps, 'home' | 'me'>
