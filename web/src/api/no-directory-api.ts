import type { DirectoryApi } from './directory-api.ts'

/** Every call answers the same: for renderings and tests, which ask for nothing. */
export const noDirectoryApi = (refuse: () => Promise<never>): DirectoryApi => ({ health: refuse, sync: refuse })
