import type { RoleSwitch } from '@desk/shared/roles/role-names'
import * as z from 'zod/mini'
import { leadersNeedConfirmation } from '../../access/grant-conditions.ts'
import { defineSetting, type Setting } from '../../kernel/settings-queries.ts'

/** On: an auditor can be neither ops nor compliance. Existing combinations stay until a grant ends. */
const separateDuties = defineSetting({ key: 'roles.separate_duties', schema: z.boolean(), initial: false })

export const switchSettings: Readonly<Record<RoleSwitch, Setting<boolean>>> = {
  leadersNeedConfirmation,
  separateDuties,
}
