const MB_PER_GB = 1024

/** Formats disk space: `812 MB`, `78.5 GB`. */
export function formatDiskSpace(megabytes: string): string {
  const gigabytes = Number(megabytes) / MB_PER_GB
  return gigabytes < 1 ? `${megabytes} MB` : `${gigabytes.toFixed(gigabytes < 100 ? 1 : 0)} GB`
}
