import { fileURLToPath } from 'node:url'

/** The root is two folders above the source in `test/lib` and above a built program in `test/dist/`. */
const root = new URL('../../', import.meta.url)

/** Returns the absolute path of a file or folder of the repository. */
export const pathInRepository = (path: string): string => fileURLToPath(new URL(path, root))
