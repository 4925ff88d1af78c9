import type { ShallowRef } from 'vue'
import { ApiError } from '../api/api-error.ts'
import type { VersionedId } from '../api/request-options.ts'
import type { useFormAction } from './use-form-action.ts'

/**
 * Returns a function that runs a command on what is shown; the command returns it as it is then. It returns true on
 * success. When the thing has changed in the meantime, it is loaded again.
 */
export const useVersionedCommand =
  <Thing extends VersionedId>(
    thing: ShallowRef<Thing | null>,
    { isBusy, error, run }: ReturnType<typeof useFormAction>,
    {
      reload,
      isOutdated,
    }: {
      reload: () => Promise<unknown>
      /** Whether a refusal with this code says so. */
      isOutdated: (code: string) => boolean
    },
  ) =>
  async (command: (target: VersionedId) => Promise<Thing>, done: string): Promise<boolean> => {
    const { value: shown } = thing
    if (!shown || isBusy.value) return false
    const isDone = await run(async () => {
      thing.value = await command({ id: shown.id, version: shown.version })
    }, done)
    if (error.value instanceof ApiError && isOutdated(error.value.code)) await reload()
    return isDone
  }
