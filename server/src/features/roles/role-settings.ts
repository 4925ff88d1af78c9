import type { RoleSwitch } from '@desk/shared/settings/role-names'
import * as z from 'zod/mini'
import { leadersNeedConfirmation } from '../../access/grant-conditions.ts'
import { defineSetting, type Setting } from '../../kernel/settings-queries.ts'

/** On: nobody is auditor and of the management department at once. Who is both already stays so until it is ended. */
const separateDuties = defineSetting({ key: 'roles.separate_duties', schema: z.boolean(), initial: false })

export const switchSettings: Readonly<Record<RoleSwitch, Setting<boolean>>> = {
  leadersNeedConfirmation,
  separateDuties,
}
