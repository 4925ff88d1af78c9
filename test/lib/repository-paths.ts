import { fileURLToPath } from 'node:url'

/** The root is two folders above the source in `test/lib` and above a built program in `test/dist/`. */
const root = new URL('../../', import.meta.url)

export const pathInRepository = (path: string): string => fileURLToPath(new URL(path, root))
