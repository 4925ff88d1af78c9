export type MessageTemplateDefinition = {
  /** Placeholders allowed in braces, each with its sample value on the settings page. */
  placeholders: Readonly<Record<string, string>>
  title: string
  subtitle: string
}
