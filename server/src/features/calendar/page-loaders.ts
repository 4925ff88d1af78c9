import type { PageLoaders } from '../../http/page-loader.ts'
import type { Deps } from '../../kernel/deps.ts'
import { getCalendar } from './get-calendar.ts'

export const pageLoaders = {
  'settings-calendar': (deps, actor) => getCalendar(deps, actor),
} satisfies PageLoaders<Deps, 'settings-calendar'>
