import type { PageLoaders } from '../../http/page-loader.ts'
import type { EngineDeps } from '../requests/model/engine-deps.ts'
import { getHome } from './get-home.ts'

export const pageLoaders = {
  home: (deps, actor, { language }) => getHome(deps, actor, language),
} satisfies PageLoaders<EngineDeps, 'home'>
