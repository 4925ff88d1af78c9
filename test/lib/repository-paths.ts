import { fileURLToPath } from 'node:url'

/** Two folders up, both from the source in `test/lib` and from the built program in `test/dist/…`. */
const root = new URL('../../', import.meta.url)

export const pathInRepository = (path: string): string => fileURLToPath(new URL(path, root))
