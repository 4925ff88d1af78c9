import type { PageLoaders } from '../../http/page-loader.ts'
import type { ReadDeps } from '../../kernel/deps.ts'
import type { RequestTypeDeps } from '../requests/model/request-type.ts'
import { getHome } from './get-home.ts'

export const pageLoaders = {
  home: (deps, actor, { language }) => getHome(deps, actor, language),
} satisfies PageLoaders<ReadDeps & RequestTypeDeps, 'home'>
