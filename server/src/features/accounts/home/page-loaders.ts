import type { PageLoaders } from '../../../http/page-loader.ts'
import { getHrHome } from './get-hr-home.ts'
import type { HrHomeDeps } from './hr-section.ts'

export const pageLoaders = { 'hr-home': getHrHome } satisfies PageLoaders<HrHomeDeps, 'hr-home'>
