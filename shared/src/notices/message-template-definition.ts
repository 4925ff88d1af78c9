export type TextDefinition = {
  /** What may stand in braces, and with what it is shown on the settings page. */
  placeholders: Readonly<Record<string, string>>
  title: string
  subtitle: string
}
