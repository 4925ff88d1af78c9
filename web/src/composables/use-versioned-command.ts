import type { ShallowRef } from 'vue'
import { ApiError } from '../api/api-error.ts'
import type { VersionedId } from '../api/request-options.ts'
import type { useFormAction } from './use-form-action.ts'

/**
 * Returns a function that runs a command on the shown object and then shows the object that the command returns. Resolves to
 * true on success. An object that has changed meanwhile is loaded again.
 */
export const useVersionedCommand =
  <Shown extends VersionedId>(
    object: ShallowRef<Shown | null>,
    { isBusy, error, run }: ReturnType<typeof useFormAction>,
    {
      reload,
      isOutdated,
    }: {
      reload: () => Promise<unknown>
      /** Whether a refusal with this code means that the shown object has changed. */
      isOutdated: (code: string) => boolean
    },
  ) =>
  async (command: (target: VersionedId) => Promise<Shown>, doneText: string): Promise<boolean> => {
    const { value: shown } = object
    if (!shown || isBusy.value) return false
    const isDone = await run(async () => {
      object.value = await command({ id: shown.id, version: shown.version })
    }, doneText)
    if (error.value instanceof ApiError && isOutdated(error.value.code)) await reload()
    return isDone
  }
