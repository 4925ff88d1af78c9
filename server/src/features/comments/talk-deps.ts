import type { EngineDeps } from '../requests/model/engine-deps.ts'

export type TalkDeps = Pick<EngineDeps, 'db' | 'clock' | 'ids' | 'blobs' | 'images' | 'emit'>
