import type { Deps } from '../../kernel/deps.ts'

export type CommentDeps = Pick<Deps, 'db' | 'clock' | 'ids' | 'blobs' | 'images' | 'emit'>
