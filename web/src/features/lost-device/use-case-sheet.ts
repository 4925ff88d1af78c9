import type { LostCase } from '@desk/shared/lost-device/lost-device-schemas'
import { type ShallowRef, shallowRef } from 'vue'
import type { Channel } from '../../api/lost-device-api.ts'
import type { VersionedId } from '../../api/request-options.ts'
import { useMessages } from '../../locales/use-messages.ts'

type CaseAction = (target: VersionedId) => Promise<LostCase>
/** Returns whether the action was done. */
export type RunCaseAction = (action: CaseAction) => Promise<boolean>

/** Returns the sheet of the actions on a case, of which one is open at a time. `channel`: what some of them ask for. */
export function useCaseSheet<Name extends string>(runAction: RunCaseAction, channel: ShallowRef<Channel | null>) {
  const { channels, channelMissing } = useMessages('lost-device').lost
  const sheet = shallowRef<Name | null>(null)
  /** What is missing in the sheet; null: nothing. */
  const validationError = shallowRef<string | null>(null)
  const channelOptions = (['phone', 'in_person', 'video'] as const).map((value) => ({ value, title: channels[value] }))

  function open(name: Name): void {
    channel.value = null
    validationError.value = null
    sheet.value = name
  }
  async function confirm(action: CaseAction): Promise<void> {
    const openedSheet = sheet.value
    // Another sheet may have been opened meanwhile.
    if ((await runAction(action)) && sheet.value === openedSheet) sheet.value = null
  }
  function confirmByChannel(action: (target: VersionedId, by: Channel) => Promise<LostCase>): void {
    const selected = channel.value
    validationError.value = selected === null ? channelMissing : null
    if (selected !== null) void confirm((target) => action(target, selected))
  }
  return { sheet, channelOptions, validationError, open, confirm, confirmByChannel }
}
