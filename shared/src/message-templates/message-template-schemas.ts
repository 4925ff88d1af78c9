import * as z from 'zod/mini'
import { lineOfText } from '../kernel/plain-text.ts'
import {
  type MessageTextName,
  messageTextNames,
  SUBTITLE_MAX,
  TITLE_MAX,
  unknownPlaceholders,
} from './message-templates.ts'
import { wholeNumber } from '../kernel/whole-number.ts'

const nameSchema = z.enum(messageTextNames as [MessageTextName, ...MessageTextName[]])

const messageTextView = z.object({
  name: nameSchema,
  title: z.string(),
  subtitle: z.string(),
  isChanged: z.boolean(),
  /** Incremented by every change; 0: the default of the code. */
  version: z.int(),
})
export const messageTextList = z.object({ items: z.array(messageTextView) })
export type MessageTextList = z.infer<typeof messageTextList>

const fits = (path: 'title' | 'subtitle') =>
  z.refine<{ name: MessageTextName; title: string; subtitle: string }>(
    (body) => unknownPlaceholders(body.name, body[path]).length === 0,
    { path: [path], error: 'text.unknown_placeholder' },
  )

/** `version` is the one that was on screen. The title must not be empty; the subtitle may be. */
export const messageTextBody = z
  .strictObject({
    name: nameSchema,
    title: lineOfText(TITLE_MAX).check(z.minLength(1, { error: 'text.empty' })),
    subtitle: lineOfText(SUBTITLE_MAX),
    version: wholeNumber(0),
  })
  .check(fits('title'), fits('subtitle'))
export type MessageTextBody = z.output<typeof messageTextBody>
