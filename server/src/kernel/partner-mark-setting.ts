import * as z from 'zod/mini'
import { lineOfText } from '@desk/shared/kernel/plain-text'
import { defineSetting } from './settings-queries.ts'

const word = lineOfText(64)

/** The attribute of the directory, and its value, by which a company marks partners. An empty attribute: none. */
export const partnerMarkSetting = defineSetting({
  key: 'partners.mark',
  schema: z.strictObject({ attribute: word, value: word }),
  initial: { attribute: '人员类型', value: '外部合作人员' },
})
