import { idSchema } from '@desk/shared/kernel/ids'
import { type PageLoaders, parameter } from '../../../http/page-loader.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { getClosing } from './get-closing.ts'
import { getClosingForm, listClosings } from './list-closings.ts'

export const pageLoaders = {
  closings: listClosings,
  'closing-form': getClosingForm,
  closing: (deps, actor, { params }) => getClosing(deps, actor, parameter(idSchema('closing'), params.id)),
} satisfies PageLoaders<ReadDeps, 'closings' | 'closing-form' | 'closing'>
