import * as z from 'zod/mini'
import { hasInvisibleCharacters, lineOfText } from '../kernel/plain-text.ts'
import { infoFields, type InfoField } from './info-fields.ts'

export { infoFields, type InfoField }

/** Properties of one field. The form, the checks, the writing and the masking read this one table. */
export type FieldPolicy = {
  /** Maximum length in this unit, from WeCom's limit (doc 90197); `characters` are code points. */
  max: number
  unit: 'characters' | 'bytes'
  /** Characters allowed in the value. The first other character is reported with its position. */
  allowed: RegExp
  /**
   * Whether white space is removed: people type phone numbers in groups, and WeCom accepts them only without spaces.
   */
  isInOnePiece: boolean
  /**
   * Whether the management department confirms it after the department admin, by another person.
   */
  isConfirmedByOps: boolean
  /** Whether it may be approved together with others with one tap. */
  isBatchable: boolean
  /**
   * `with_others`: one call writes all of these. `own_call`: not atomic with the rest. `by_member`: WeCom ignores the
   * write once the member is active, so that members change it themselves (doc 90197).
   */
  writing: 'with_others' | 'own_call' | 'by_member'
  /**
   * How it is read back: WeCom shows it to the app, or returns the owner of the number or address (doc 90196, 95402,
   * 95895).
   */
  verification: 'shown' | 'looked_up'
  /** How it is masked for readers who are not concerned. */
  mask: 'none' | 'phone' | 'mail'
  /** Clause of the policy that requires it. */
  clause: string
}

const anyVisible = /[^<>"\\]/u
/** Letters of any script with their marks, digits, spaces, and the separators between the parts of a name. */
const ofNames = /[\p{L}\p{M}\p{N} .·•・'’()（）-]/u
const ofMails = /[A-Za-z0-9._%+@-]/

const plain = {
  unit: 'characters',
  allowed: anyVisible,
  isInOnePiece: false,
  writing: 'with_others',
  verification: 'shown',
  mask: 'none',
} as const
const mail = {
  unit: 'bytes',
  allowed: ofMails,
  isInOnePiece: false,
  verification: 'looked_up',
  mask: 'mail',
  isBatchable: false,
} as const

export const fieldPolicies = {
  name: { ...plain, max: 64, allowed: ofNames, isConfirmedByOps: true, isBatchable: false, clause: '3.1b' },
  alias: { ...plain, max: 64, isConfirmedByOps: false, isBatchable: true, clause: '3.3a' },
  department: { ...plain, max: 512, isConfirmedByOps: true, isBatchable: false, clause: '3.1b' },
  position: { ...plain, max: 128, isConfirmedByOps: false, isBatchable: true, clause: '3.1b' },
  telephone: {
    ...plain,
    max: 32,
    // Source: doc 90197; WeCom refuses other characters with 301013.
    allowed: /[0-9+,-]/,
    isInOnePiece: true,
    isConfirmedByOps: false,
    isBatchable: true,
    mask: 'phone',
    clause: '3.3a',
  },
  mobile: {
    max: 20,
    unit: 'characters',
    allowed: /[0-9+]/,
    isInOnePiece: true,
    isConfirmedByOps: false,
    isBatchable: false,
    writing: 'by_member',
    verification: 'looked_up',
    mask: 'phone',
    clause: '3.3a',
  },
  email: { ...mail, max: 64, isConfirmedByOps: false, writing: 'with_others', clause: '3.3a' },
  biz_mail: { ...mail, max: 63, isConfirmedByOps: false, writing: 'own_call', clause: '3.3a' },
} as const satisfies Record<InfoField, FieldPolicy>

/** Returns the first character that is not allowed, and its position from 1; null when all are allowed. */
export function firstInvalidCharacter(field: InfoField, text: string): { place: number; character: string } | null {
  const characters = [...text]
  const { allowed } = fieldPolicies[field]
  const index = characters.findIndex((typed) => hasInvisibleCharacters(typed) || !allowed.test(typed))
  const character = characters[index]
  return character === undefined
    ? null
    : { place: index + 1, character: hasInvisibleCharacters(character) ? '' : character }
}

const bytesOf = (text: string) => new TextEncoder().encode(text).length

/** Returns the text without white space, if the field is written in one piece, such as a phone number. */
export const withoutGaps = (field: InfoField, text: string): string =>
  fieldPolicies[field].isInOnePiece ? text.replace(/\s+/gu, '') : text

/** Returns the schema of one requested value: trimmed, NFC, of the right length, with allowed characters only. */
const valueOf = (
  field: InfoField,
  charactersError: string,
  shape: { pattern: RegExp; error: string } | null = null,
) => {
  const { max, unit } = fieldPolicies[field]
  const gapless = z.pipe(
    z.string().check(z.maxLength(max * 4)),
    z.transform((text: string) => withoutGaps(field, text)),
  )
  return z.pipe(gapless, lineOfText(max)).check(
    z.minLength(1, { error: 'info.empty' }),
    z.refine((text) => unit === 'characters' || bytesOf(text) <= max, { error: 'text.too_long' }),
    z.refine((text) => text === '' || hasInvisibleCharacters(text) || firstInvalidCharacter(field, text) === null, {
      error: charactersError,
    }),
    z.refine(
      (text) =>
        text === '' || shape === null || firstInvalidCharacter(field, text) !== null || shape.pattern.test(text),
      {
        error: shape?.error ?? '',
      },
    ),
  )
}

/** At least 6 bytes (doc 90197): `a@b.cn`. */
const mailShape = { pattern: /^(?=.{6,})[A-Za-z0-9_%+-]+(\.[A-Za-z0-9_%+-]+)*@([A-Za-z0-9-]+\.)+[A-Za-z]{2,}$/ }
/** Mainland numbers without country code, all others with it (doc 90195). */
const mobileShape = { pattern: /^(1[3-9]\d{9}|\+[1-9]\d{6,14})$/ }

export const infoFieldValue = {
  name: valueOf('name', 'info.name_signs'),
  alias: valueOf('alias', 'info.plain_signs'),
  department: valueOf('department', 'info.plain_signs'),
  position: valueOf('position', 'info.plain_signs'),
  telephone: valueOf('telephone', 'info.telephone_signs'),
  mobile: valueOf('mobile', 'info.mobile_signs', { ...mobileShape, error: 'info.mobile_shape' }),
  email: valueOf('email', 'info.mail_signs', { ...mailShape, error: 'info.mail_shape' }),
  biz_mail: valueOf('biz_mail', 'info.mail_signs', { ...mailShape, error: 'info.mail_shape' }),
} as const satisfies Record<InfoField, z.ZodMiniType<string, string>>

/** Setting of one field by ops. */
const fieldSwitch = z.strictObject({ isOpen: z.boolean(), isConfirmedByOps: z.boolean() })
export type FieldSwitch = z.infer<typeof fieldSwitch>

/** Fields without an entry follow the table. */
export const fieldSwitches = z.partialRecord(z.enum(infoFields), fieldSwitch)
export type FieldSwitches = z.infer<typeof fieldSwitches>

/** Returns the switch of a field; without an entry, what the table says. */
export const switchOf = (switches: FieldSwitches, field: InfoField): FieldSwitch =>
  switches[field] ?? { isOpen: true, isConfirmedByOps: fieldPolicies[field].isConfirmedByOps }
