/** A number for the metrics, read at each scrape. Labels never name a person. */
export type GaugeSource = {
  name: string
  help: string
  labels: readonly string[]
  read(): Promise<readonly { value: number; labels?: Readonly<Record<string, string>> }[]>
}
