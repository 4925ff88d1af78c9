const BYTES_PER_KB = 1024
const KB_PER_MB = 1024

/** Formats the size of a file: `12 KB`, `3.4 MB`; at least `1 KB`. */
export function formatFileSize(bytes: number): string {
  const kilobytes = Math.max(1, Math.round(bytes / BYTES_PER_KB))
  return kilobytes < KB_PER_MB ? `${String(kilobytes)} KB` : `${(kilobytes / KB_PER_MB).toFixed(1)} MB`
}
