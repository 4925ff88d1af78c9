import { z } from 'zod'
import type { WecomAccounts } from '../../ports/wecom-accounts.ts'
import type { AuthorizedCalls } from './authorized-calls.ts'
import { get, post } from './http-call.ts'
import * as wire from './wire.ts'

/** The `size_type` of a QR code of 741 × 741 pixels. */
const CODE_SIZE = '3'
const joinCodeAnswer = z.object({ join_qrcode: z.url({ protocol: /^https?$/ }) })
const inviteAnswer = z.object({ invaliduser: z.array(z.string()).default([]) })

/** Returns the port's functions that open accounts. */
export function openAccounts({ asContacts }: AuthorizedCalls): WecomAccounts {
  return {
    async createMember({ department, mobile, email, ...member }) {
      const body = {
        ...member,
        ...(mobile === null ? {} : { mobile }),
        ...(email === null ? {} : { email }),
        department: [department],
        main_department: department,
        // The default is true: WeCom would invite on the day of creation, not on the first working day.
        to_invite: false,
      }
      await asContacts(post('user/create', body), wire.emptyAnswer)
    },

    async inviteMembers(userids) {
      const { invaliduser } = await asContacts(post('batch/invite', { user: userids }), inviteAnswer)
      return { unknown: invaliduser }
    },

    async findJoinCode() {
      return (await asContacts(get('corp/get_join_qrcode', { size_type: CODE_SIZE }), joinCodeAnswer)).join_qrcode
    },
  }
}
