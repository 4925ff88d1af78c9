import type { Deps } from '../../kernel/deps.ts'

export type TalkDeps = Pick<Deps, 'db' | 'clock' | 'ids' | 'blobs' | 'images' | 'emit'>
