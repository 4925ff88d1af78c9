import type { PageLoaders } from '../../http/page-loader.ts'
import { type DutySource, getDuties } from './get-duties.ts'

export const pageLoaders = {
  duties: ({ duties }, actor) => getDuties(duties, actor),
} satisfies PageLoaders<{ duties: readonly DutySource[] }, 'duties'>
