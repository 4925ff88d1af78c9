import type { DirectoryHealth } from '@desk/shared/directory/directory-schemas'
import { useApi } from './desk-api.ts'
import { unwrap } from './unwrap.ts'

/** What the page about the directory asks of the server. */
export type DirectoryApi = {
  health(signal?: AbortSignal): Promise<DirectoryHealth>
  /** Owes a full reading now, and answers with how things are. */
  sync(): Promise<DirectoryHealth>
}

/** Comes with its pages. */
export function useDirectoryApi(): DirectoryApi {
  const { settings } = useApi().client
  const { directory } = settings
  return {
    health: (signal) => unwrap(directory.$get({}, signal ? { init: { signal } } : {})),
    sync: () => unwrap(directory.sync.$post()),
  }
}
