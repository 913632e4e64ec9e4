/** `−0.8 s`, `+2:05 min`: an offset of a clock. */
export function offsetText(milliseconds: number): string {
  const sign = milliseconds < 0 ? '−' : '+';
  const size = Math.abs(milliseconds);
  if (size < 60_000) return `${sign}${Number((size / 1000).toFixed(3))} s`;
  const minutes = Math.floor(size / 60_000);
  const seconds = Math.round((size % 60_000) / 1000);
  if (minutes < 60) return `${sign}${minutes}:${String(seconds).padStart(2, '0')} min`;
  return `${sign}${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')} h`;
}
