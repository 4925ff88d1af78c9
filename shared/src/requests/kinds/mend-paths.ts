import { pagePaths } from '../../pages/page-paths.ts'
import type { RequestKind } from './index.ts'

/** Where what was sent back is mended; null: this request type is never sent back. */
const mendPaths: Readonly<Record<RequestKind, ((id: string) => string) | null>> = {
  info_change: pagePaths.resubmission,
  group_create: pagePaths.groupResubmission,
}

export const mendPath = ({ kind, id }: { kind: RequestKind; id: string }): string =>
  mendPaths[kind]?.(id) ?? pagePaths.request(id)

export const isRequestKind = (name: unknown): name is RequestKind =>
  typeof name === 'string' && Object.hasOwn(mendPaths, name)
