import { pagePaths } from '@desk/shared/pages/page-paths'
import type { RequestType } from '@desk/shared/requests/types/index'
import type { IconName } from '../../ui/marks/icon-paths.ts'

/** The request types in the order in which they are offered, each with its icon and the path of its form. */
export const services: readonly { kind: RequestType; icon: IconName; path: string }[] = [
  { kind: 'info_change', icon: 'my-info', path: pagePaths.infoChange },
  { kind: 'group_create', icon: 'group-add', path: pagePaths.groupCreate },
]
