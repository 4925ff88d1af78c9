import type { PageLoaders } from '../../http/page-loader.ts'
import type { Deps, ReadDeps } from '../../kernel/deps.ts'
import { getCalendar } from './get-calendar.ts'

export const pageLoaders = {
  'settings-calendar': (deps, actor) => getCalendar(deps, actor),
} satisfies PageLoaders<ReadDeps & Pick<Deps, 'holidays'>, 'settings-calendar'>
